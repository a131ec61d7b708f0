import { formatShape, scope, type Tensor } from '@plumbline/tensor';
import { type LossOptions, reduce } from './reduction.ts';

/**
 * -log softmax(logits)[label]: how surprised the softmax of `logits` [N, C] (any float) is by the
 * right classes `labels` [N] (int32, 0 to C - 1). A scalar, or [N] with reduction 'none'.
 *
 * Errors: RangeError where the shapes don't fit or a label is no class, TypeError for labels that
 * are not int32.
 */
export function crossEntropy(logits: Tensor, labels: Tensor, options: LossOptions = {}): Tensor {
  checkInputs(logits, labels);
  return scope(() => {
    const chosen = logits.logSoftmax().gather(1, labels.unsqueeze(1)).squeeze(1);
    return reduce(chosen.neg(), options.reduction ?? 'mean');
  });
}

function checkInputs(logits: Tensor, labels: Tensor): void {
  if (logits.rank !== 2 || labels.rank !== 1 || logits.shape[0] !== labels.shape[0]) {
    const [a, b] = [formatShape(logits.shape), formatShape(labels.shape)];
    throw new RangeError(`crossEntropy: logits ${a} and labels ${b}; expected [N, C] and [N]`);
  }
  if (labels.dtype !== 'int32') {
    throw new TypeError(
      `crossEntropy: labels are int32 class numbers, got ${labels.dtype}; use labels.to('int32')`,
    );
  }
}
