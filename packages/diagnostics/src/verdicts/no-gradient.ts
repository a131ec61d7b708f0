import type { Flow, LayerFlow } from '@plumbline/report';
import { isBesideDead } from './beside-dead.ts';
import { nonFinite } from './non-finite.ts';
import type { Rule } from './rule.ts';
import { trainedLayers } from './series.ts';
import { startsAsIdentity } from './starts-as-identity.ts';
import { stationsOf } from './stations.ts';

/** It has none: a gradient is there or not. */
export type NoGradientThresholds = Readonly<Record<never, never>>;

/**
 * A layer with weights to train that got no gradient in any pass, or one of exactly 0. Frozen layers
 * are meant to have none; what dead units, an input of zeros, an underflow or a branch that starts at 0 explain is left
 * to those rules.
 */
export const noGradient: Rule<NoGradientThresholds> = {
  defaults: {},
  check({ flow }) {
    // Beside values that are not finite, a gradient of 0 tells nothing.
    if (flow === undefined || nonFinite.check({ flow }, nonFinite.defaults).length > 0) return [];
    const trained = trainedLayers(flow).filter(
      ({ weightGradient }) => weightGradient !== undefined,
    );
    // From the loss backward: the first is where the gradient ends.
    const without = trained
      .filter((layer) => isWithout(layer) && !isExplained(flow, layer))
      .reverse();
    const [first] = without;
    if (first === undefined) return [];
    const all = without.length === trained.length;
    return [
      {
        rule: 'no-gradient',
        severity: 'error',
        title: all
          ? 'No layer gets a gradient.'
          : 'A layer with weights to train never gets a gradient.',
        layers: without.map(({ name }) => name),
        evidence: `${without.length} of ${trained.length} layers with weights got no gradient in ${flow.passes.length} ${flow.passes.length === 1 ? 'pass' : 'passes'}; ${first.name} (${first.kind}) is the last of them.`,
        cause: all
          ? 'The loss is not computed from what the model returns, or inside noGrad.'
          : 'Its output is detached, made anew from plain numbers, rounded, or not used for the loss.',
        advice: [
          `Look at what reads the output of ${first.name}: detach, noGrad, dataSync, argmax, a comparison.`,
          'Freeze it (requiresGrad = false) where that is meant.',
        ],
        measured: 0,
        threshold: 0,
        source: 'The chain rule: no path from the loss reaches the layer',
      },
    ];
  },
};

function isWithout({ weightGradient = [] }: LayerFlow): boolean {
  return !weightGradient.some((norm) => norm > 0) && !weightGradient.some(Number.isNaN);
}

function isExplained(flow: Flow, layer: LayerFlow): boolean {
  const at = flow.layers.indexOf(layer);
  const after = flow.layers.slice(at + 1);
  // What a layer reads is what its weights' gradient is a multiple of.
  const readsZeros = flow.layers[at - 1]?.activation?.at(-1) === 0;
  const isShut = layer.block !== null && startsAsIdentity(flow, { name: layer.block });
  const isBehindZeros = after.some(({ block, weight }) => block === null && weight?.[0] === 0);
  // Near the smallest float32, 1e-45, a gradient that still falls is soon 0.
  const isUnderflow = stationsOf(flow).some(({ gradient }) => gradient > 0 && gradient < 1e-30);
  return readsZeros || isShut || isBesideDead(flow, layer, 1) || isBehindZeros || isUnderflow;
}
