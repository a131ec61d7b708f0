import { formatNorm } from '@plumbline/report';
import { updateRatios } from './learning-rate.ts';
import type { Rule } from './rule.ts';
import { median } from './series.ts';

/** Thresholds of the rule `learning-rate-too-large`. */
export interface TooLargeThresholds {
  /**
   * The median of |update| / |weights when the record began| over the newest passes. Default 0.5: a
   * layer is another one after two steps. About 1e-3 is usual (Karpathy, CS231n, "Neural networks 3": "should be somewhere
   * around 1e-3"); in the first steps of small networks that train well it was up to 0.1.
   */
  readonly maxRatio: number;
  /** How many steps are needed and looked at. Default 5. */
  readonly passes: number;
}

/** Steps that change a layer's weights by as much as there is of them. */
export const learningRateTooLarge: Rule<TooLargeThresholds> = {
  defaults: { maxRatio: 0.5, passes: 5 },
  check({ flow }, { maxRatio, passes }) {
    if (flow === undefined) return [];
    const found = updateRatios(flow, passes)
      .map(({ layer, ratios }) => ({ layer, ratio: median(ratios) }))
      .filter(({ ratio }) => ratio > maxRatio)
      .toSorted((a, b) => b.ratio - a.ratio);
    const [first] = found;
    if (first === undefined) return [];
    const many = found.length > 1;
    return [
      {
        rule: 'learning-rate-too-large',
        severity: first.ratio > 10 * maxRatio ? 'error' : 'warning',
        title: 'The learning rate is too large for a layer.',
        layers: found.map(({ layer }) => layer.name),
        evidence: `Steps change the weights of ${first.layer.name} by ${formatNorm(first.ratio)} of the norm that they had (median of ${passes} steps)${many ? `; ${found.length} layers are above ${maxRatio}` : ''}.`,
        cause: many
          ? 'A learning rate that is too large, or gradients that explode.'
          : 'A learning rate that is too large for weights this small, or the gradient of one layer that explodes.',
        advice: [
          `Lower the learning rate${many ? '' : ' of this layer (a parameter group)'} by about ${formatNorm(first.ratio / 1e-2)}.`,
          'Warm it up (warmup), or clip gradients (clipGradNorm).',
          'Use an optimizer that scales steps by layer (LAMB).',
        ],
        measured: first.ratio,
        threshold: maxRatio,
        source: 'Karpathy, CS231n, "Ratio of weights:updates"; You et al. 2017, LARS, section 4',
      },
    ];
  },
};
