import { checkChoice, checkOptions } from '@plumbline/tensor';
import { checkDecay, checkNotNegative, checkWhole } from './check-number.ts';
import type { MetricSchedule } from './learning-rate.ts';

/** Options of `reduceOnPlateau`. */
export interface ReduceOnPlateauOptions {
  /** Whether a smaller or a larger metric is better. Default 'min'. */
  readonly mode?: 'min' | 'max';
  /** What the rate is multiplied by, from 0 up, below 1. Default 0.1. */
  readonly factor?: number;
  /** Metrics without an improvement that are waited through. Default 10. */
  readonly patience?: number;
  /** How much better than the best a metric has to be. Default 1e-4. */
  readonly threshold?: number;
  /** Whether `threshold` is a share of the best or a difference. Default 'rel'. */
  readonly thresholdMode?: 'rel' | 'abs';
  /** Metrics after a reduction that are not counted. Default 0. */
  readonly cooldown?: number;
  /** The smallest rate. Default 0. */
  readonly minLr?: number;
  /** A reduction by no more than this is not made. Default 1e-8. */
  readonly eps?: number;
}

/** What `reduceOnPlateau` remembers. */
export interface PlateauState {
  /** The learning rate now. */
  readonly rate: number;
  /** Whether there is a best metric yet, 0 or 1. */
  readonly hasBest: number;
  /** The best metric so far; of no meaning while `hasBest` is 0. */
  readonly best: number;
  /** Metrics since the best one. */
  readonly bad: number;
  /** Metrics that are still not counted. */
  readonly cooldown: number;
}

/**
 * The rate `start`, reduced when a metric that `Optimizer.observe` is told (after each epoch, say)
 * improves no more: PyTorch's ReduceLROnPlateau. A metric that is not finite is no improvement.
 *
 * RangeError for an option out of its range.
 */
export function reduceOnPlateau(
  start: number,
  options: ReduceOnPlateauOptions = {},
): MetricSchedule<PlateauState> {
  checkOptions('reduceOnPlateau', options, [
    'mode',
    'factor',
    'patience',
    'threshold',
    'thresholdMode',
    'cooldown',
    'minLr',
    'eps',
  ]);
  const { factor = 0.1, patience = 10, cooldown = 0, minLr = 0, eps = 1e-8 } = options;
  const { mode = 'min', threshold = 1e-4, thresholdMode = 'rel' } = options;
  checkNotNegative(start, 'reduceOnPlateau');
  checkDecay(factor, 'factor');
  checkWhole(patience, 0, 'patience');
  checkWhole(cooldown, 0, 'cooldown');
  checkNotNegative(threshold, 'threshold');
  checkNotNegative(minLr, 'minLr');
  checkNotNegative(eps, 'eps');
  checkChoice('reduceOnPlateau: mode', mode, ['min', 'max']);
  checkChoice('reduceOnPlateau: thresholdMode', thresholdMode, ['rel', 'abs']);

  const sign = mode === 'min' ? -1 : 1;
  const isBetter = (metric: number, { hasBest, best }: PlateauState) => {
    if (!Number.isFinite(metric)) return false;
    if (hasBest === 0) return true;
    const goal = thresholdMode === 'rel' ? best * (1 + sign * threshold) : best + sign * threshold;
    return mode === 'min' ? metric < goal : metric > goal;
  };
  return {
    init: () => ({ rate: start, hasBest: 0, best: 0, bad: 0, cooldown: 0 }),
    rate: ({ rate }) => rate,
    observe(metric, state) {
      const better = isBetter(metric, state);
      const best = better ? { hasBest: 1, best: metric } : {};
      const resting = state.cooldown > 0;
      const bad = better || resting ? 0 : state.bad + 1;
      if (bad <= patience) {
        return { ...state, ...best, bad, cooldown: Math.max(0, state.cooldown - 1) };
      }
      const reduced = Math.max(state.rate * factor, minLr);
      const rate = state.rate - reduced > eps ? reduced : state.rate;
      return { ...state, ...best, rate, bad: 0, cooldown };
    },
  };
}
