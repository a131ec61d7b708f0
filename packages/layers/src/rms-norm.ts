import { Parameter } from '@plumbline/autograd';
import { checkOptions, ones, scope, type Tensor, type TensorOptions } from '@plumbline/tensor';
import { checkDtype } from './check-dtype.ts';
import { checkNumber } from './check-number.ts';
import { Module } from './module.ts';
import { checkNormalized, normalizedAxes, normalizedSizes } from './normalized-shape.ts';

/** Options of `RMSNorm`. */
export interface RMSNormOptions extends TensorOptions {
  /** Added to the mean square. Default: the dtype's epsilon, 2⁻²³ for float32. */
  readonly eps?: number;
  /** Scale by a trained `weight` (ones at first). Default true. */
  readonly elementwiseAffine?: boolean;
}

/**
 * x / √(mean(x²) + eps) · weight over the last axes, those of `normalizedShape` (a number: the last
 * axis alone): a LayerNorm that doesn't center (Zhang and Sennrich 2019, "Root mean square layer
 * normalization"). float32 by default.
 */
export class RMSNorm extends Module {
  /** The sizes of the last axes, which are normalized together. */
  readonly normalizedShape: readonly number[];
  /** null: the epsilon of the input's dtype. */
  readonly eps: number | null;
  /** Of `normalizedShape`; null with `elementwiseAffine: false`. */
  readonly weight: Parameter | null;

  /** RangeError unless all sizes are whole and positive, and there is one. */
  constructor(normalizedShape: number | readonly number[], options: RMSNormOptions = {}) {
    super();
    const shape = normalizedSizes(normalizedShape, 'RMSNorm');
    checkOptions('RMSNorm', options, ['eps', 'elementwiseAffine', 'dtype']);
    const { eps = null, elementwiseAffine = true, ...dtype } = options;
    if (eps !== null) checkNumber(eps, 'RMSNorm: eps', 0);
    this.normalizedShape = shape;
    this.eps = eps;
    this.weight = elementwiseAffine ? scope(() => new Parameter(ones(shape, dtype))) : null;
  }

  forward(input: Tensor): Tensor {
    const { normalizedShape, weight } = this;
    checkNormalized(input, normalizedShape, 'RMSNorm');
    if (weight !== null) checkDtype(input, weight, 'RMSNorm');
    const eps = this.eps ?? (input.dtype === 'float64' ? 2 ** -52 : 2 ** -23);
    return scope(() => {
      const square = input.square().mean(normalizedAxes(normalizedShape), { keepdim: true });
      const normalized = input.mul(square.add(eps).rsqrt());
      return weight === null ? normalized : normalized.mul(weight);
    });
  }
}
