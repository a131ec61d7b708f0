import { backward } from '@plumbline/autograd';
import type { Batch } from '@plumbline/data';
import { watch } from '@plumbline/diagnostics';
import { crossEntropy, type Module } from '@plumbline/layers';

/**
 * The norm of the loss's gradient at the weights of each linear layer, first to last, on one batch.
 * The network stays as it is.
 */
export function gradientNorms(model: Module, [x, y]: Batch): number[] {
  const flow = watch(model);
  backward(crossEntropy(model.forward(x), y));
  const { layers } = flow.record();
  flow.stop();
  model.zeroGrad();
  return layers.flatMap(({ weightGradient }) => weightGradient?.at(-1) ?? []);
}
