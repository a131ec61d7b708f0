import { type Flow, formatNorm, type LayerFlow } from '@plumbline/report';
import { firstLargeSteps, updateRatios } from './learning-rate.ts';
import type { Rule } from './rule.ts';
import { lossGrowth, median } from './series.ts';

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
  /**
   * The same where fewer steps were recorded, or one alone. Default 2: what the weights were is the lesser
   * part of what they are.
   */
  readonly maxRatioOfFew: number;
  /**
   * The newest loss by the first. Default 10: above it the run has diverged, and a single step of more than
   * `maxRatio` is enough. Networks that train well end below their start.
   */
  readonly maxLossGrowth: number;
}

/** Steps that change a layer's weights by as much as there is of them. */
export const learningRateTooLarge: Rule<TooLargeThresholds> = {
  defaults: { maxRatio: 0.5, passes: 5, maxRatioOfFew: 2, maxLossGrowth: 10 },
  check({ flow }, thresholds) {
    if (flow === undefined) return [];
    const { maxRatio } = thresholds;
    const growth = lossGrowth(flow);
    const hasDiverged = growth > thresholds.maxLossGrowth;
    const steps = hasDiverged ? firstSteps(flow, maxRatio) : newestSteps(flow, thresholds);
    const found = steps.toSorted((a, b) => b.ratio - a.ratio);
    const [first] = found;
    if (first === undefined) return [];
    const many = found.length > 1;
    const rise = hasDiverged ? `, and the loss rose to ${formatNorm(growth)} times its start` : '';
    return [
      {
        rule: 'learning-rate-too-large',
        severity: hasDiverged || first.ratio > 10 * maxRatio ? 'error' : 'warning',
        title: many
          ? 'The learning rate is too large.'
          : 'The learning rate is too large for a layer.',
        layers: found.map(({ layer }) => layer.name),
        evidence: `Steps change the weights of ${first.layer.name} by ${formatNorm(first.ratio)} of the norm that they had (${first.of})${rise}${many ? `; ${found.length} layers are above ${first.threshold}` : ''}.`,
        cause: many
          ? 'A learning rate that is too large, or gradients that explode.'
          : 'A learning rate that is too large for weights this small, or the gradient of one layer that explodes.',
        advice: [
          `Lower the learning rate${many ? '' : ' of this layer (a parameter group)'} by about ${formatNorm(first.ratio / 1e-2)}.`,
          'Warm it up (warmup), or clip gradients (clipGradNorm).',
          'Use an optimizer that scales steps by layer (LAMB).',
        ],
        measured: first.ratio,
        threshold: first.threshold,
        source: 'Karpathy, CS231n, "Ratio of weights:updates"; You et al. 2017, LARS, section 4',
      },
    ];
  },
};

/** A layer whose steps are too large. */
interface Found {
  readonly layer: LayerFlow;
  readonly ratio: number;
  /** What was exceeded. */
  readonly threshold: number;
  /** Of which steps the ratio is, in words. */
  readonly of: string;
}

function newestSteps(flow: Flow, { maxRatio, maxRatioOfFew, passes }: TooLargeThresholds): Found[] {
  return updateRatios(flow, 1, passes).flatMap(({ layer, ratios }) => {
    const count = ratios.length;
    const threshold = count < passes ? maxRatioOfFew : maxRatio;
    const ratio = median(ratios);
    const of = count === 1 ? 'the only recorded step' : `median of ${count} steps`;
    return ratio > threshold ? [{ layer, ratio, threshold, of }] : [];
  });
}

/** The first alone: after one that blew the weights up, gradients and steps are of any size. */
function firstSteps(flow: Flow, threshold: number): Found[] {
  return firstLargeSteps(flow, threshold).map(({ row, layer, ratio }) => {
    return { layer, ratio, threshold, of: `the step of pass ${flow.passes[row]}` };
  });
}
