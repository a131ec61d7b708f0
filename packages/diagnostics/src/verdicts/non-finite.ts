import { type Finding, type Flow, formatCount, formatNorm } from '@plumbline/report';
import { firstNonFinite, type NonFinite } from '../flow/first-non-finite.ts';
import type { Rule } from './rule.ts';
import { isTrained } from './series.ts';
import { stepsTooLarge } from './steps-too-large.ts';

/** It has none: a value is finite or not. */
export type NonFiniteThresholds = Readonly<Record<never, never>>;

/** NaN or infinite values: where the first one appears, in the first pass that has any. */
export const nonFinite: Rule<NonFiniteThresholds> = {
  defaults: {},
  check({ flow }) {
    if (flow === undefined) return [];
    const first = firstNonFinite(flow);
    if (first !== null) return [inLayers(flow, first)];
    // NaN may stand for a loss that was not told; one that is NaN shows in the gradients.
    const row = flow.loss?.findIndex((loss) => Math.abs(loss) === Number.POSITIVE_INFINITY) ?? -1;
    return row === -1 ? [] : [inLoss(flow, row)];
  },
};

function inLayers(flow: Flow, { pass, layer, where }: NonFinite): Finding {
  const { passes, layers } = flow;
  const row = passes.indexOf(pass);
  const share = (name: string) => layers.find((l) => l.name === name)?.nonFinite?.[row] ?? 0;
  const following = layers.map(({ name }) => name).filter((name) => share(name) > 0);
  const evidence = {
    output: `${formatNorm(100 * share(layer))} % of the output of ${layer}, the first such layer in running order, is NaN or infinite`,
    weight: `The norm of the weights of ${layer} is not finite`,
    gradient: `A gradient at ${layer}, the first such layer on the way back from the loss, is not finite, while the forward pass is`,
  };
  const cause = {
    output: outputCause(flow, row, layer),
    weight: 'A step that was too large, or a gradient that was not finite.',
    gradient: 'The gradient of what comes after it overflows or divides by 0.',
  };
  return finding(flow, row, {
    layers: [...new Set([layer, ...(where === 'gradient' ? [] : following)])],
    evidence: `${evidence[where]} (pass ${pass}).`,
    cause: cause[where],
    measured: where === 'output' ? share(layer) : 1,
  });
}

function outputCause(flow: Flow, row: number, layer: string): string {
  const rest = 'overflows, divides by 0, or takes the root or logarithm of what has none';
  if (flow.layers[0]?.name !== layer)
    return `What the layers before it return is finite: ${layer} ${rest}.`;
  return flow.inputNonFinite?.[row] === 0
    ? `The sample is finite: ${layer} ${rest}.`
    : `What comes in is NaN or infinite already, or ${layer} ${rest}.`;
}

function inLoss(flow: Flow, row: number): Finding {
  const { passes, loss } = flow;
  return finding(flow, row, {
    layers: [],
    evidence: `The loss is ${loss?.[row]}, and all layers return finite values (pass ${passes[row]}).`,
    cause: 'The loss itself: the logarithm of 0, or a target that is not finite.',
    measured: 1,
  });
}

function finding(
  flow: Flow,
  row: number,
  found: Pick<Finding, 'layers' | 'evidence' | 'cause' | 'measured'>,
): Finding {
  const inSample = flow.inputNonFinite?.[row] ?? 0;
  const common = {
    rule: 'non-finite',
    severity: 'error',
    title: 'Values are NaN or infinite.',
    ...found,
    threshold: 0,
    source: 'IEEE 754: what is not finite stays so through every following operation',
  } as const;
  if (inSample > 0)
    return {
      ...common,
      cause: `The sample has ${formatCount(inSample)} ${inSample === 1 ? 'value that is' : 'values that are'} NaN or infinite.`,
      advice: ['Look where the data come from, and leave out or replace these values.'],
    };
  return {
    ...common,
    cause: stepsTooLarge(flow, row) ?? found.cause,
    advice: [
      isTrained(flow.layers)
        ? 'Lower the learning rate, warm it up, or clip gradients (clipGradNorm).'
        : 'Look for values in the sample and in the weights that are NaN, infinite or huge.',
      'Add an epsilon before a root, a logarithm or a division; compute losses from logits.',
    ],
  };
}
