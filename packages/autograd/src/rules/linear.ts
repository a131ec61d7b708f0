import type { Tensor } from '@plumbline/tensor';
import { type Rule, tensorAt } from './rule.ts';

/** y = x Wᵀ + b, by rows: dL/dx = g W, dL/dW = gᵀ x, dL/db = Σ g. */
export const linear: Rule = [
  (g, step) => g.matmul(tensorAt(step, 1)),
  (g, step) =>
    asRows(g)
      .transpose()
      .matmul(asRows(tensorAt(step, 0))),
  (g) => asRows(g).sum(0),
];

function asRows(x: Tensor): Tensor {
  if (x.rank === 2) return x;
  return x.rank === 1 ? x.unsqueeze(0) : x.flatten(0, -2);
}
