import { dispatch, none, ops, type Tensor } from '@plumbline/tensor';
import { type Rule, type RuleStep, tensorAt } from './rule.ts';

export const crossEntropy: Rule = [
  (g, step) => dispatch(ops.crossEntropyGrad, [tensorAt(step, 0), tensorAt(step, 1), g], none),
  null,
];

/** Of (s - one-hot) g, where s is the softmax: at the logits g s (h - Σ h s), at g Σ h (s - one-hot). */
export const crossEntropyGrad: Rule = [
  (h, step) => {
    const s = tensorAt(step, 0).softmax();
    const shifted = h.sub(h.mul(s).sum(1, { keepdim: true }));
    return shifted.mul(s).mul(tensorAt(step, 2).unsqueeze(1));
  },
  null,
  (h, step) => h.mul(tensorAt(step, 0).softmax()).sum(1).sub(chosen(h, step)),
];

/** What `h` has at the labels. */
function chosen(h: Tensor, step: RuleStep<object>): Tensor {
  return h.gather(1, tensorAt(step, 1).unsqueeze(1)).squeeze(1);
}
