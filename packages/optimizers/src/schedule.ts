import { checkOptions } from '@plumbline/tensor';
import { checkFinite, checkNotNegative, checkPositive, checkWhole } from './check-number.ts';

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
  checkRange(start, steps, end, 'cosine');
  return (step) => halfCosine(start, end, Math.min(1, step / steps));
}

/** What is between `start` and `end` after a share `done` of half a cosine. */
export function halfCosine(start: number, end: number, done: number): number {
  return end + ((start - end) * (1 + Math.cos(Math.PI * done))) / 2;
}

/**
 * `cosine(start, period, end)` again and again, each time `factor` (default 1) times as long
 * (Loshchilov and Hutter 2016, "SGDR"; PyTorch's CosineAnnealingWarmRestarts).
 */
export function warmRestarts(
  start: number,
  period: number,
  options: { readonly factor?: number; readonly end?: number } = {},
): Schedule {
  checkOptions('warmRestarts', options, ['factor', 'end']);
  const { factor = 1, end = 0 } = options;
  checkRange(start, period, end, 'warmRestarts');
  checkWhole(factor, 1, 'warmRestarts: factor');
  return (step) => {
    let [done, length] = [step, period];
    if (factor === 1) done %= period;
    else
      while (done >= length) {
        done -= length;
        length *= factor;
      }
    return halfCosine(start, end, done / length);
  };
}

/**
 * From `start` to `end` (default 0) in `steps` steps, then `end`: the share that is left is
 * (1 - step / steps)^power, `power` 1 by default (PyTorch's PolynomialLR).
 */
export function polynomial(
  start: number,
  steps: number,
  options: { readonly power?: number; readonly end?: number } = {},
): Schedule {
  checkOptions('polynomial', options, ['power', 'end']);
  const { power = 1, end = 0 } = options;
  checkRange(start, steps, end, 'polynomial');
  checkPositive(power, 'polynomial: power');
  return (step) => end + (start - end) * Math.max(0, 1 - step / steps) ** power;
}

/** From `start` to `end` along a line in `steps` steps, then `end` (PyTorch's LinearLR). */
export function linear(start: number, steps: number, end = 0): Schedule {
  checkRange(start, steps, end, 'linear');
  return polynomial(start, steps, { end });
}

/** `start`, multiplied by `factor` every step (PyTorch's ExponentialLR). */
export function exponential(start: number, factor: number): Schedule {
  checkNotNegative(start, 'exponential');
  checkNotNegative(factor, 'exponential: factor');
  return step(start, 1, factor);
}

/** `start`, multiplied by `factor` (default 0.1) every `size` steps (PyTorch's StepLR). */
export function step(start: number, size: number, factor = 0.1): Schedule {
  checkNotNegative(start, 'step');
  checkWhole(size, 1, 'step: size');
  checkNotNegative(factor, 'step: factor');
  return (count) => start * factor ** Math.floor(count / size);
}

/** `start`, multiplied by `factor` (default 0.1) at each of `milestones` (PyTorch's MultiStepLR). */
export function multiStep(start: number, milestones: readonly number[], factor = 0.1): Schedule {
  checkNotNegative(start, 'multiStep');
  for (const milestone of milestones) checkWhole(milestone, 0, 'multiStep: a milestone');
  checkNotNegative(factor, 'multiStep: factor');
  return (count) => start * factor ** milestones.filter((milestone) => milestone <= count).length;
}

/**
 * Linearly up to what `then` starts with, in `steps` steps that are above 0 and below it, then
 * `then`, which counts from 0 (Goyal et al. 2017, section 2.2).
 */
export function warmup(steps: number, then: number | Schedule): Schedule {
  checkWhole(steps, 1, 'warmup');
  const after = asSchedule(then, 'warmup');
  return (step) => (step < steps ? (after(0) * (step + 1)) / (steps + 1) : after(step - steps));
}

function checkRange(start: number, steps: number, end: number, name: string): void {
  checkFinite(start, `${name}: start`);
  checkFinite(end, `${name}: end`);
  checkWhole(steps, 1, `${name}: steps`);
}
