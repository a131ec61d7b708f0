import { checkNotNegative } from './check-number.ts';

/** A learning rate (or any other number) as a function of the step, which counts from 0. */
export type Schedule = (step: number) => number;

/**
 * A number as the schedule that is always that number. RangeError unless it is finite and not
 * negative; what a schedule returns is checked when it does.
 */
export function asSchedule(value: number | Schedule, name: string): Schedule {
  if (typeof value === 'function') {
    return (step) => checkNotNegative(value(step), `${name} at step ${step}`);
  }
  checkNotNegative(value, name);
  return () => value;
}

/** Always `value`. */
export function constant(value: number): Schedule {
  return asSchedule(value, 'constant');
}

/**
 * From `start` down to `end` along half a cosine in `steps` steps, then `end`
 * (Loshchilov and Hutter 2016, "SGDR", eq. 5).
 */
export function cosine(start: number, steps: number, end = 0): Schedule {
  checkSteps(steps, 'cosine');
  return (step) => {
    const done = Math.min(1, step / steps);
    return end + ((start - end) * (1 + Math.cos(Math.PI * done))) / 2;
  };
}

/**
 * Linearly up to what `then` starts with, in `steps` steps that are above 0 and below it, then
 * `then`, which counts from 0 (Goyal et al. 2017, section 2.2).
 */
export function warmup(steps: number, then: number | Schedule): Schedule {
  checkSteps(steps, 'warmup');
  const after = asSchedule(then, 'warmup');
  return (step) => (step < steps ? (after(0) * (step + 1)) / (steps + 1) : after(step - steps));
}

/** `start`, multiplied by `factor` (default 0.1) every `size` steps (PyTorch's StepLR). */
export function step(start: number, size: number, factor = 0.1): Schedule {
  checkSteps(size, 'step');
  return (count) => start * factor ** Math.floor(count / size);
}

function checkSteps(steps: number, name: string): void {
  if (!Number.isInteger(steps) || steps < 1) {
    throw new RangeError(`${name}: expected a whole number of steps from 1 up, got ${steps}`);
  }
}
