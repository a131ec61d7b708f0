import { checkOptions, scope, type Tensor } from '@plumbline/tensor';
import { checkSameShape } from './check-same-shape.ts';
import { type Reduction, reduce } from './reduction.ts';

/** Options of `klDiv`. */
export interface KlDivOptions {
  /**
   * 'batchMean' is the divergence by its definition: the sum over the number of samples (axis 0).
   * Default 'mean', over all elements, as in PyTorch.
   */
  readonly reduction?: Reduction | 'batchMean';
  /** The target holds logarithms too. Default false. */
  readonly logTarget?: boolean;
}

/**
 * target (ln target - logProbabilities), 0 where the target is 0: the parts of the divergence of the
 * target from a distribution whose logarithms are given (Kullback and Leibler 1951). A scalar, or the
 * inputs' shape with reduction 'none'. RangeError unless the shapes are equal.
 */
export function klDiv(
  logProbabilities: Tensor,
  target: Tensor,
  options: KlDivOptions = {},
): Tensor {
  checkOptions('klDiv', options, ['reduction', 'logTarget']);
  checkSameShape('klDiv', logProbabilities, target);
  const { reduction, logTarget = false } = options;
  return scope(() => {
    const parts = logTarget
      ? target.exp().mul(target.sub(logProbabilities))
      : entropyParts(target).sub(target.mul(logProbabilities));
    if (reduction !== 'batchMean') return reduce(parts, reduction);
    const samples = parts.shape[0] ?? 1;
    if (samples === 0) throw new RangeError('klDiv: the mean of an empty batch');
    return parts.sum().div(samples);
  });
}

/** x ln x, and 0 where x is 0. */
function entropyParts(x: Tensor): Tensor {
  return x.mul(x.where(x.ne(0), 1).log());
}
