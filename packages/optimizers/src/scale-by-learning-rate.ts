import type { GradientTransformation } from './gradient-transformation.ts';
import { asMetricSchedule, type LearningRate } from './learning-rate.ts';

/** What `scaleByLearningRate` remembers. */
export interface LearningRateState {
  /** Steps so far. */
  readonly count: number;
  /** What a schedule that follows a metric remembers, null for others. */
  readonly metric: unknown;
}

/** Multiplies by minus the learning rate: the end of a chain. */
export function scaleByLearningRate(
  learningRate: LearningRate,
): GradientTransformation<LearningRateState> {
  const schedule = asMetricSchedule(learningRate);
  return {
    name: 'learningRate',
    init: () => ({ count: 0, metric: schedule.init() }),
    update(updates, { count, metric }) {
      const rate = schedule.rate(metric, count);
      const scaled = updates.map((g) => (g === null ? null : g.mul(-rate)));
      return { updates: scaled, state: { count: count + 1, metric } };
    },
    observe(measured, state) {
      const metric = schedule.observe(measured, state.metric);
      return metric === state.metric ? state : { ...state, metric };
    },
    rates: ({ count, metric }) => [schedule.rate(metric, count)],
  };
}
