import { formatNorm } from '@plumbline/report';
import type { Rule } from './rule.ts';

/** Thresholds of the rule `shattered-gradient`. */
export interface ShatteredThresholds {
  /**
   * How far the autocorrelation of the input gradient is on the way from white noise (0) to brown
   * noise (1), mean over the first lags. Default 0.1: with 64 points on a line it was 0.05 for a plain network
   * of 24 normalized layers and 0.02 for plain56, but 0.2 for resnet56 and for 100 residual layers.
   */
  readonly minResemblance: number;
  /** How many lags. Default 5. */
  readonly lags: number;
}

/** The gradient at one input tells nothing of that at its neighbor: it resembles white noise. */
export const shatteredGradient: Rule<ShatteredThresholds> = {
  defaults: { minResemblance: 0.1, lags: 5 },
  check({ shattering }, { minResemblance, lags }) {
    if (shattering === undefined) return [];
    const { autocorrelation, whiteNoise, brownNoise } = shattering;
    const mean = (series: readonly number[]) => {
      const first = series.slice(1, 1 + lags);
      return first.reduce((sum, value) => sum + value, 0) / first.length;
    };
    const white = mean(whiteNoise);
    const resemblance = (mean(autocorrelation) - white) / (mean(brownNoise) - white);
    if (!(resemblance < minResemblance)) return [];
    return [
      {
        rule: 'shattered-gradient',
        severity: 'warning',
        title: 'The input gradient is as good as white noise.',
        layers: [],
        evidence: `Between near inputs (lags 1 to ${lags} of ${shattering.points}) the gradient correlates by ${formatNorm(mean(autocorrelation))}, white noise by ${formatNorm(white)} and brown noise by ${formatNorm(mean(brownNoise))}.`,
        cause: 'A deep network without shortcuts: each layer of rectifiers halves the correlation.',
        advice: [
          'Put the layers into residual blocks (Residual).',
          'Scale branches by 0.1 where there is batch normalization, or start as a linear network (orthogonal, concatenated ReLU).',
        ],
        measured: resemblance,
        threshold: minResemblance,
        source: 'Balduzzi et al. 2017, "The shattered gradients problem", figures 1 and 2',
      },
    ];
  },
};
