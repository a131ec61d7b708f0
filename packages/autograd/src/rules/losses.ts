import { dispatch, ops, type Tensor } from '@plumbline/tensor';
import { type AttributesOf, type Rule, type RuleStep, tensorAt } from './rule.ts';

type Attributes = AttributesOf<'crossEntropy'>;

export const crossEntropy: Rule<Attributes> = [
  (g, step) => {
    const inputs = [tensorAt(step, 0), tensorAt(step, 1), g];
    return dispatch(ops.crossEntropyGrad, inputs, step.attributes);
  },
  null,
];

/** Of (s - one-hot) g, where s is the softmax: at the logits g s (h - Σ h s), at g Σ h (s - one-hot). */
export const crossEntropyGrad: Rule<Attributes> = [
  (h, step) => {
    const s = tensorAt(step, 0).softmax();
    const shifted = h.sub(h.mul(s).sum(1, { keepdim: true }));
    return onlyCounted(shifted.mul(s).mul(tensorAt(step, 2).unsqueeze(1)), step);
  },
  null,
  (h, step) => {
    const s = tensorAt(step, 0).softmax();
    return onlyCounted(h.mul(s).sum(1).sub(chosen(h, step)), step);
  },
];

/** What `h` has at the labels, those that count. */
function chosen(h: Tensor, step: RuleStep<Attributes>): Tensor {
  const labels = onlyCounted(tensorAt(step, 1), step);
  return h.gather(1, labels.unsqueeze(1)).squeeze(1);
}

/** 0 in the rows whose label is ignored, of [N] or [N, C]. */
function onlyCounted(rows: Tensor, step: RuleStep<Attributes>): Tensor {
  const { ignoreIndex } = step.attributes;
  if (ignoreIndex === null) return rows;
  const counts = tensorAt(step, 1).ne(ignoreIndex);
  return rows.where(rows.rank === 1 ? counts : counts.unsqueeze(1), 0);
}
