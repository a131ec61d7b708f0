import type { Finding, Flow } from '@plumbline/report';
import { formatNorm } from '@plumbline/report';
import { type Change, growthTowardsInput, layersOf } from './gradient-path.ts';
import { initializationOf } from './initialization-advice.ts';
import type { Rule } from './rule.ts';
import { type Station, stationsOf } from './stations.ts';
import { surroundingsOf } from './surroundings.ts';

/** Thresholds of the rule `exploding-gradient`. */
export interface ExplodingThresholds {
  /**
   * The largest |dL/d output| by that at the last layer. Default 1e3, an error from its square (1e6)
   * up. In networks that train well (`test/healthy.test.ts`) it was 7 or less; plain networks with
   * batch normalization are known to grow by 1.21 a layer (Yang et al. 2019, "A mean field theory of
   * batch normalization"), 1e3 after 37.
   */
  readonly maxRatio: number;
}

/** The gradient grows between the loss and the input. */
export const explodingGradient: Rule<ExplodingThresholds> = {
  defaults: { maxRatio: 1e3 },
  check({ flow }, { maxRatio }) {
    if (flow === undefined) return [];
    const path = stationsOf(flow);
    const change = growthTowardsInput(path, maxRatio);
    return change === null ? [] : [finding(flow, change, path.length, maxRatio)];
  },
};

function finding(flow: Flow, change: Change, all: number, maxRatio: number): Finding {
  const { ratio, culprit, stations } = change;
  const { hasNormalization, hasShortcuts, batchNorm } = surroundingsOf(flow);
  const where =
    culprit === null
      ? 'by and by'
      : `at ${culprit.name} (${culprit.layer?.kind ?? 'residual block'})`;
  return {
    rule: 'exploding-gradient',
    severity: ratio > maxRatio ** 2 ? 'error' : 'warning',
    title: 'The gradient explodes towards the input.',
    layers: layersOf(change),
    evidence:
      `|dL/d output| grows to ${formatNorm(ratio)} times that at the last layer; it passes ` +
      `${maxRatio} ${where}, and ${stations.length} of ${all} places are above.`,
    cause: culprit === null ? compounding(hasNormalization, hasShortcuts) : local(culprit),
    advice: [
      ...initializationOf(flow, culprit?.layer ?? null),
      ...(hasNormalization ? [] : [`Normalize (${batchNorm}, LayerNorm).`]),
      hasShortcuts
        ? 'Let the branches start small: scale: new ReZero(), or initializeFixup.'
        : 'Put the layers into residual blocks (Residual).',
      'Clip gradients (clipGradNorm), which treats what it does and not why.',
    ],
    measured: ratio,
    threshold: maxRatio,
    source: 'Pascanu et al. 2013; He et al. 2015, "Delving deep", section 2.2',
  };
}

function local({ layer }: Station): string {
  if (layer === null)
    return 'The weights in the branch of this block, or the scale of its shortcut, are far too large.';
  const { kind, parameters } = layer;
  if (kind.includes('Norm'))
    return `This ${kind} divides by the spread of what comes in, which is far too small, or has weights that are far too large.`;
  if (parameters === 0) return `This ${kind} amplifies it.`;
  return 'The weights of this layer are far too large.';
}

function compounding(hasNormalization: boolean, hasShortcuts: boolean): string {
  if (hasShortcuts) return 'Each branch adds to what the shortcut carries, and the sums compound.';
  const rest = hasNormalization
    ? 'batch normalization without shortcuts compounds'
    : 'no normalization sets the scale anew';
  return `Each layer adds its part: the weights are too large for the depth, or ${rest}.`;
}
