import { noGrad } from '@plumbline/autograd';
import { DataLoader, type Dataset } from '@plumbline/data';
import type { Module } from '@plumbline/layers';
import type { Tensor } from '@plumbline/tensor';

/** How many rows of `logits` [N, C] are largest at their label in `labels` [N]. */
export function countRight(logits: Tensor, labels: Tensor): number {
  return noGrad(() => logits.argmax(1).eq(labels).sum().item());
}

/** The share of `examples` that the model classifies right, 0 to 1. */
export function accuracy(model: Module, examples: Dataset): number {
  let right = 0;
  model.eval();
  for (const [x, y] of new DataLoader(examples, { batchSize: 500 })) {
    right += noGrad(() => countRight(model.forward(x), y));
  }
  model.train();
  return right / examples.length;
}
