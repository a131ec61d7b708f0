import { formatNorm } from '@plumbline/report';
import type { Rule } from './rule.ts';
import { recent, trainedLayers } from './series.ts';

/** Thresholds of the rule `saturated-units`. */
export interface SaturatedThresholds {
  /**
   * The share of a layer's elements where the slope is below 0.05 of the largest, in each of the
   * newest passes. Default 0.5; an error from 0.95 up. A standard normal input saturates 3 % of tanh
   * and 1e-5 of sigmoid units; networks that train well had 0.14 or less.
   */
  readonly maxShare: number;
  /** How many passes must agree, as far as there are so many. Default 5. */
  readonly passes: number;
}

/**
 * Squashing units that sit where they are flat. Those after the last layer with weights are not
 * counted: a trained classifier's probabilities are meant to be near 0 and 1.
 */
export const saturatedUnits: Rule<SaturatedThresholds> = {
  defaults: { maxShare: 0.5, passes: 5 },
  check({ flow }, { maxShare, passes }) {
    if (flow === undefined) return [];
    const last = trainedLayers(flow).at(-1);
    const inner =
      last === undefined ? flow.layers : flow.layers.slice(0, flow.layers.indexOf(last));
    const saturated = inner.flatMap(({ name, kind, saturated: series }) => {
      const shares = recent(series, passes);
      const share = Math.min(...shares);
      return shares.length > 0 && share >= maxShare ? [{ name, kind, share }] : [];
    });
    const [first] = saturated;
    if (first === undefined) return [];
    const names = saturated.map(({ name }) => name);
    return [
      {
        rule: 'saturated-units',
        severity: saturated.some(({ share }) => share >= 0.95) ? 'error' : 'warning',
        title: 'Units are saturated and pass almost no gradient.',
        layers: names,
        evidence: `${formatNorm(100 * first.share)} % of what ${first.name} (${first.kind}) returns lies where its slope is below 5 % of the largest; ${names.length === 1 ? 'no other layer is like it' : `${names.length} layers are like it`}.`,
        cause: 'What comes in is far from 0: weights or inputs that are too large.',
        advice: [
          'Standardize the inputs, and initialize with smaller weights (init.xavierNormal).',
          'Normalize before the activation.',
          `Use ReLU or GELU inside the network in place of ${[...new Set(saturated.map(({ kind }) => kind))].join(' and ')}.`,
        ],
        measured: first.share,
        threshold: maxShare,
        source:
          'Glorot and Bengio 2010, section 3; LeCun et al. 1998, "Efficient BackProp", section 4.4',
      },
    ];
  },
};
