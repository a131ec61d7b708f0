import type { Finding, Flow } from '@plumbline/report';
import { formatNorm } from '@plumbline/report';
import { type Change, layersOf, lossTowardsInput } from './gradient-path.ts';
import { initializationOf } from './initialization-advice.ts';
import type { Rule } from './rule.ts';
import { newest } from './series.ts';
import { stationsOf } from './stations.ts';
import { isSquashing, surroundingsOf } from './surroundings.ts';

/** Thresholds of the rule `vanishing-gradient`. */
export interface VanishingThresholds {
  /**
   * |dL/d output| at the first layer by that at the last. Default 1e-3, an error from its square
   * (1e-6) down. In networks that train well (`test/healthy.test.ts`) it was 0.07 or more, in
   * sigmoid networks of ten layers it is 1e-6 and less (Glorot and Bengio 2010, figure 7, has how it
   * falls by layer with tanh).
   */
  readonly minRatio: number;
}

/** The gradient is lost between the loss and the input. */
export const vanishingGradient: Rule<VanishingThresholds> = {
  defaults: { minRatio: 1e-3 },
  check({ flow }, { minRatio }) {
    if (flow === undefined) return [];
    const path = stationsOf(flow);
    const change = lossTowardsInput(path, minRatio);
    return change === null ? [] : [finding(flow, change, path.length, minRatio)];
  },
};

function finding(flow: Flow, change: Change, all: number, minRatio: number): Finding {
  const { ratio, culprit, stations } = change;
  const where = culprit === null ? 'by and by' : `at ${culprit.name} (${kindOf(change)})`;
  const startsAtZero = ratio === 0 && newest(culprit?.layer?.weight) === 0;
  return {
    rule: 'vanishing-gradient',
    severity: startsAtZero ? 'note' : ratio < minRatio ** 2 ? 'error' : 'warning',
    title: 'The gradient vanishes towards the input.',
    layers: layersOf(change),
    evidence:
      `|dL/d output| at ${stations.at(-1)?.name} is ${formatNorm(ratio)} times that at the last layer; ` +
      `it falls below ${minRatio} ${where}, and ${stations.length} of ${all} places are below.`,
    cause: startsAtZero ? `The weights of ${culprit?.name} are all 0.` : causeOf(flow, change),
    advice: startsAtZero
      ? [
          'Nothing, where they start at 0 on purpose (Fixup): they get a gradient in the first step.',
        ]
      : adviceFor(flow, change),
    measured: ratio,
    threshold: minRatio,
    source: 'Glorot and Bengio 2010, section 4.2; He et al. 2015, "Delving deep", section 2.2',
  };
}

function kindOf({ culprit }: Change): string {
  return culprit?.layer?.kind ?? 'residual block';
}

/** The largest slope of squashing activations, where it is not 1. */
const steepest: Readonly<Record<string, string>> = { Sigmoid: '1/4', Hardsigmoid: '1/6' };

function causeOf(flow: Flow, { culprit }: Change): string {
  const kind = culprit?.layer?.kind;
  if (kind !== undefined && isSquashing(kind)) return `The units of this ${kind} are saturated.`;
  if (culprit?.layer === null)
    return 'Neither the shortcut nor the branch of this block passes it on.';
  if (newest(culprit?.layer?.dead) === 1) return `All units of this ${kind} are dead.`;
  if (kind?.includes('Norm'))
    return `This ${kind} divides by the spread of what comes in, which is far too large, or has weights that are far too small.`;
  if (culprit !== null && culprit.layer?.parameters === 0)
    return `This ${kind} passes almost nothing of it on.`;
  if (culprit !== null) return 'The weights of this layer are far too small.';
  const { squashing, hasNormalization, hasShortcuts } = surroundingsOf(flow);
  const [kindOfAll] = squashing;
  const parts = [
    kindOfAll === undefined
      ? 'Each layer takes its part: the weights are too small for the depth'
      : `Each ${kindOfAll} takes its part: a slope of at most ${steepest[kindOfAll] ?? '1'}, less where it levels off`,
    ...(hasNormalization ? [] : ['no normalization sets the scale anew']),
    ...(hasShortcuts ? [] : ['no shortcut carries the gradient past the layers']),
  ];
  return `${parts.join(', ')}.`;
}

function adviceFor(flow: Flow, { culprit }: Change): string[] {
  const { squashing, hasNormalization, hasShortcuts, batchNorm } = surroundingsOf(flow);
  const local = culprit?.layer ?? null;
  return [
    // What one layer takes away is best given back there.
    ...(local === null ? [] : initializationOf(flow, local)),
    ...(hasShortcuts ? [] : ['Put the layers into residual blocks (Residual).']),
    ...(squashing.length > 0
      ? [`Use ReLU or GELU inside the network in place of ${squashing.join(' and ')}.`]
      : []),
    ...(hasNormalization ? [] : [`Normalize before the activations (${batchNorm}, LayerNorm).`]),
    ...(local === null ? initializationOf(flow, null) : []),
  ];
}
