import { checkNotNegative } from './check-number.ts';
import { asSchedule, type Schedule } from './schedule.ts';

/** A number, a function of the step, or what follows a metric (`reduceOnPlateau`). */
export type LearningRate = number | Schedule | MetricSchedule;

/**
 * A learning rate that depends on what was measured. Its state (numbers in a plain object) is the
 * optimizer's, and part of its state dict; `Optimizer.observe` brings the metrics.
 */
export interface MetricSchedule<State = unknown> {
  /** The state before anything was measured. */
  init(): State;
  /** The rate of step `step`, which counts from 0. */
  rate(state: State, step: number): number;
  /** The state after `metric` was measured: another object. */
  observe(metric: number, state: State): State;
}

/** All kinds as one. Checks numbers at once, and what schedules return when they do. */
export function asMetricSchedule(learningRate: LearningRate): MetricSchedule {
  if (typeof learningRate === 'object') {
    return {
      init: () => learningRate.init(),
      rate: (state, step) =>
        checkNotNegative(learningRate.rate(state, step), `learning rate at step ${step}`),
      observe: (metric, state) => learningRate.observe(metric, state),
    };
  }
  const schedule = asSchedule(learningRate, 'learning rate');
  return { init: () => null, rate: (_, step) => schedule(step), observe: (_, state) => state };
}
