import { dispatch, none, ops, scope, type Tensor } from '@plumbline/tensor';
import { type LossOptions, reduce } from './reduction.ts';

/**
 * -log softmax(logits)[label]: how surprised the softmax of `logits` [N, C] (any float) is by the
 * right classes `labels` [N] (int32, 0 to C - 1). A scalar, or [N] with reduction 'none'.
 *
 * Errors: RangeError where the shapes don't fit or a label is no class, TypeError for labels that
 * are not int32.
 */
export function crossEntropy(logits: Tensor, labels: Tensor, options: LossOptions = {}): Tensor {
  return scope(() => {
    const losses = dispatch(ops.crossEntropy, [logits, labels], none);
    return reduce(losses, options.reduction ?? 'mean');
  });
}
