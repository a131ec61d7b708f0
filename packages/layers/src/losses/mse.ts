import { formatShape, sameShape, scope, type Tensor } from '@plumbline/tensor';
import { type LossOptions, reduce } from './reduction.ts';

/**
 * The mean squared error (prediction - target)². A scalar, or the inputs' shape with reduction
 * 'none'. The shapes must be equal, not just broadcast ([N, 1] against [N] would silently compare
 * all pairs): RangeError.
 */
export function mse(prediction: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  if (!sameShape(prediction.shape, target.shape)) {
    const [a, b] = [formatShape(prediction.shape), formatShape(target.shape)];
    throw new RangeError(
      `mse: a prediction of ${a} for a target of ${b}; the shapes must be equal`,
    );
  }
  return scope(() => reduce(prediction.sub(target).square(), options.reduction ?? 'mean'));
}
