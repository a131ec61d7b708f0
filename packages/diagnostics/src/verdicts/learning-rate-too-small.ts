import { type Flow, formatNorm } from '@plumbline/report';
import { firstNonFinite } from '../flow/first-non-finite.ts';
import { isBesideDead } from './beside-dead.ts';
import { deadUnits } from './dead-units.ts';
import { isBehindGate, type UpdateRatio, updateRatios } from './learning-rate.ts';
import type { Rule } from './rule.ts';
import { newest, trainedLayers } from './series.ts';
import { vanishingGradient } from './vanishing-gradient.ts';

/** Thresholds of the rule `learning-rate-too-small`. */
export interface TooSmallThresholds {
  /**
   * The largest |update| / |weights when the record began| among the newest passes. Default 1e-6: a thousandth of the usual
   * 1e-3 (Karpathy, CS231n), a million steps to make another layer of it. Networks that train well had
   * 2e-4 or more.
   */
  readonly minRatio: number;
  /** How many steps are needed and looked at. Default 5. */
  readonly passes: number;
}

/** A layer, and the largest of its newest steps by the norm of its weights. */
interface Step extends Pick<UpdateRatio, 'layer'> {
  readonly ratio: number;
}

/** Steps that leave a layer's weights as they are. */
export const learningRateTooSmall: Rule<TooSmallThresholds> = {
  defaults: { minRatio: 1e-6, passes: 5 },
  check({ flow }, { minRatio, passes }) {
    // After values that are not finite, or beside dead units, a step of 0 tells nothing of its size.
    if (flow === undefined || firstNonFinite(flow) !== null) return [];
    const { maxShare } = deadUnits.defaults;
    const vanishes = vanishingGradient.check({ flow }, vanishingGradient.defaults).length > 0;
    // A layer without any gradient is another rule's, one behind a closed gate waits for it to open.
    const found = updateRatios(flow, passes)
      .filter(({ layer }) => (layer.weightGradient ?? [1]).some((norm) => norm > 0))
      .filter(({ layer }) => !isBehindGate(flow, layer))
      .filter(({ layer }) => !isBesideDead(flow, layer, maxShare, passes))
      .map(({ layer, ratios }) => ({ layer, ratio: Math.max(...ratios) }))
      .filter(({ ratio }) => ratio < minRatio)
      .filter((step) => !vanishes || withWholeGradient(flow, step) < minRatio)
      .toSorted((a, b) => a.ratio - b.ratio);
    const [first] = found;
    if (first === undefined) return [];
    const stands = first.ratio === 0;
    return [
      {
        rule: 'learning-rate-too-small',
        severity: 'warning',
        title: 'The learning rate is too small for a layer.',
        layers: found.map(({ layer }) => layer.name),
        evidence: `Steps change the weights of ${first.layer.name} by at most ${formatNorm(first.ratio)} of their norm (largest of ${passes} steps); ${found.length} of ${flow.layers.filter(({ parameters }) => parameters > 0).length} layers with weights are below ${minRatio}.`,
        cause: stands
          ? 'The optimizer was not given these weights, or its steps round to nothing.'
          : `A learning rate that is too small (one group of parameters, or the end of a schedule)${vanishes ? '' : ', or a gradient that vanishes'}.`,
        advice: [
          ...(stands ? ['Give the optimizer all of model.parameters().'] : []),
          'Raise the learning rate, for some layers through a parameter group.',
          'Use an optimizer that scales steps by parameter (Adam).',
        ],
        measured: first.ratio,
        threshold: minRatio,
        source: 'Karpathy, CS231n, "Ratio of weights:updates"; You et al. 2017, LARS, section 4',
      },
    ];
  },
};

/** A step of less than half a unit in a float32's last place leaves the number as it is. */
const roundedAway = 2 ** -24;

/**
 * How large a layer's step would be if as much of the gradient came there as where most does: a step
 * that is small since the gradient is lost on the way tells nothing of the learning rate.
 */
function withWholeGradient(flow: Flow, { layer, ratio }: Step): number {
  const most = Math.max(
    ...trainedLayers(flow)
      .map(({ weightGradient }) => newest(weightGradient))
      .filter((norm) => !Number.isNaN(norm)),
  );
  return (Math.max(ratio, roundedAway) * most) / newest(layer.weightGradient);
}
