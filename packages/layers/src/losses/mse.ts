import { checkOptions, scope, type Tensor } from '@plumbline/tensor';
import { checkSameShape } from './check-same-shape.ts';
import { type LossOptions, reduce } from './reduction.ts';

/**
 * The mean squared error (prediction - target)². A scalar, or the inputs' shape with reduction
 * 'none'. RangeError unless the shapes are equal.
 */
export function mse(prediction: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  checkOptions('mse', options, ['reduction']);
  checkSameShape('mse', prediction, target);
  return scope(() => reduce(prediction.sub(target).square(), options.reduction));
}
