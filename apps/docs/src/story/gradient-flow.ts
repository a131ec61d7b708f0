import { watch } from '@plumbline/diagnostics';
import type { Module } from '@plumbline/layers';
import type { Tensor } from '@plumbline/tensor';

/** All that the story asks of `@plumbline/diagnostics`. */

/**
 * Runs `pass`, one forward and backward pass of `model`, and returns the norm of the gradient of each
 * layer's weights, first layer to last.
 */
export function layerGradients(model: Module, pass: () => void): number[] {
  const flow = watch(model);
  try {
    pass();
    const layers = flow.report().flow?.layers ?? [];
    return layers.flatMap(({ weightGradient }) => weightGradient?.at(-1) ?? []);
  } finally {
    flow.stop();
  }
}

/** The two terms of the gradient at the input of a residual block, and their sum. */
export type Terms = Readonly<Record<'identity' | 'branch' | 'whole', readonly number[]>>;

/** Runs `pass`, one forward and backward pass of a `model` of one residual block: its terms. */
export function blockTerms(model: Module, pass: () => void): Terms {
  const flow = watch(model);
  const seen: Terms[] = [];
  flow.onSplit((_, { identity, branch, whole }) => {
    seen.push({ identity: numbers(identity), branch: numbers(branch), whole: numbers(whole) });
  });
  try {
    pass();
  } finally {
    flow.stop();
  }
  const [terms] = seen;
  if (terms === undefined) throw new Error('no gradient reached the block');
  return terms;
}

const numbers = (tensor: Tensor): number[] => [...tensor.dataSync()];
