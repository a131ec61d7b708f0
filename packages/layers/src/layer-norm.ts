import { Parameter } from '@plumbline/autograd';
import {
  formatShape,
  ones,
  sameShape,
  scope,
  type Tensor,
  type TensorOptions,
  zeros,
} from '@plumbline/tensor';
import { checkSize } from './check-size.ts';
import { Module } from './module.ts';

export interface LayerNormOptions extends TensorOptions {
  /** Added to the variance, so that a constant row is not divided by 0. Default 1e-5. */
  readonly eps?: number;
  /** Scale by a trained `weight` (ones at first), add a trained `bias` (zeros). Default true. */
  readonly affine?: boolean;
}

/**
 * (x - mean) / √(variance + eps) over the last axes, those of `normalizedShape` (a number: the
 * last axis alone), each sample by itself; then, unless `affine` is false, · weight + bias, which
 * have `normalizedShape`. The variance is the biased one (divided by the count), as in PyTorch.
 * Ba et al. 2016, "Layer normalization". Parameters are float32 by default.
 */
export class LayerNorm extends Module {
  readonly normalizedShape: readonly number[];
  readonly eps: number;
  readonly weight: Parameter | null;
  readonly bias: Parameter | null;

  /** RangeError unless all sizes are whole and positive, and there is one. */
  constructor(normalizedShape: number | readonly number[], options: LayerNormOptions = {}) {
    super();
    const { eps = 1e-5, affine = true, ...dtype } = options;
    const shape = typeof normalizedShape === 'number' ? [normalizedShape] : [...normalizedShape];
    if (shape.length === 0) throw new RangeError('LayerNorm: normalizedShape is empty');
    for (const size of shape) checkSize(size, 'LayerNorm: a size of normalizedShape');
    this.normalizedShape = shape;
    this.eps = eps;
    this.weight = affine ? scope(() => new Parameter(ones(shape, dtype))) : null;
    this.bias = affine ? scope(() => new Parameter(zeros(shape, dtype))) : null;
  }

  forward(input: Tensor): Tensor {
    const { normalizedShape, eps, weight, bias } = this;
    if (!sameShape(input.shape.slice(-normalizedShape.length), normalizedShape)) {
      throw new RangeError(
        `LayerNorm: an input of shape ${formatShape(input.shape)}; ` +
          `its last axes must be ${formatShape(normalizedShape)}`,
      );
    }
    const axes = normalizedShape.map((_, i) => i - normalizedShape.length);
    return scope(() => {
      const centered = input.sub(input.mean(axes, { keepdim: true }));
      const variance = centered.square().mean(axes, { keepdim: true });
      const normalized = centered.mul(variance.add(eps).rsqrt());
      return weight === null || bias === null ? normalized : normalized.mul(weight).add(bias);
    });
  }
}
