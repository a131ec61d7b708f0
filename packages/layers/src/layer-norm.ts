import { Parameter } from '@plumbline/autograd';
import {
  checkOptions,
  dispatch,
  ones,
  ops,
  scope,
  type Tensor,
  type TensorOptions,
  zeros,
} from '@plumbline/tensor';
import { checkDtype } from './check-dtype.ts';
import { checkNumber } from './check-number.ts';
import { Module } from './module.ts';
import { checkNormalized, normalizedSizes } from './normalized-shape.ts';

/** Options of `LayerNorm`. */
export interface LayerNormOptions extends TensorOptions {
  /** Added to the variance, so that a constant row is not divided by 0. Default 1e-5. */
  readonly eps?: number;
  /** Scale by a trained `weight` (ones at first), add a trained `bias` (zeros). Default true. */
  readonly elementwiseAffine?: boolean;
  /** false: no `bias` beside the `weight`. Default true. */
  readonly bias?: boolean;
}

/**
 * (x - mean) / √(variance + eps) over the last axes, those of `normalizedShape` (a number: the
 * last axis alone), each sample by itself; then · weight + bias, which have `normalizedShape`. The
 * variance is the biased one (divided by the count), as in PyTorch. Ba et al. 2016, "Layer
 * normalization". Parameters are float32 by default.
 */
export class LayerNorm extends Module {
  /** The sizes of the last axes, which are normalized together. */
  readonly normalizedShape: readonly number[];
  /** Added to the variance. */
  readonly eps: number;
  /** Of `normalizedShape`; null with `elementwiseAffine: false`. */
  readonly weight: Parameter | null;
  /** Of `normalizedShape`; null with `bias: false` or `elementwiseAffine: false`. */
  readonly bias: Parameter | null;

  /** RangeError unless all sizes are whole and positive, and there is one. */
  constructor(normalizedShape: number | readonly number[], options: LayerNormOptions = {}) {
    super();
    const shape = normalizedSizes(normalizedShape, 'LayerNorm');
    checkOptions('LayerNorm', options, ['eps', 'elementwiseAffine', 'bias', 'dtype']);
    const { eps = 1e-5, elementwiseAffine: affine = true, bias = true, ...dtype } = options;
    checkNumber(eps, 'LayerNorm: eps', 0);
    this.normalizedShape = shape;
    this.eps = eps;
    this.weight = affine ? scope(() => new Parameter(ones(shape, dtype))) : null;
    this.bias = affine && bias ? scope(() => new Parameter(zeros(shape, dtype))) : null;
  }

  forward(input: Tensor): Tensor {
    const { normalizedShape, eps, weight, bias } = this;
    checkNormalized(input, normalizedShape, 'LayerNorm');
    if (weight !== null) checkDtype(input, weight, 'LayerNorm');
    return scope(() => {
      const { dtype } = input;
      const scale = weight ?? ones(normalizedShape, { dtype });
      const shift = bias ?? zeros(normalizedShape, { dtype });
      return dispatch(ops.layerNorm, [input, scale, shift], { eps });
    });
  }
}
