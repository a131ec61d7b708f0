import { asFloat } from './as-float.ts';
import { checkOptions } from './check-options.ts';
import type { Axes } from './shape.ts';
import type { Tensor } from './tensor.ts';
import { where } from './where.ts';

/** Options of `norm`. */
export interface NormOptions {
  /** Default 2, the Euclidean norm. */
  readonly p?: number;
  /** Keep the reduced axes with size 1. Default false. */
  readonly keepdim?: boolean;
}

/** Vector norms as PyTorch's `linalg.vector_norm`. */
export function norm(x: Tensor, axes: Axes | undefined, given: NormOptions) {
  checkOptions('norm', given, ['p', 'keepdim']);
  const { p = 2, keepdim = false } = given;
  if (Number.isNaN(p)) throw new RangeError('norm: p is NaN');
  const size = asFloat(x).abs();
  const options = { keepdim };
  if (p === Number.POSITIVE_INFINITY) return size.max(axes, options);
  if (p === Number.NEGATIVE_INFINITY) return size.min(axes, options);
  if (p === 0) return size.ne(0).sum(axes, options).to(size.dtype);
  if (p === 1) return size.sum(axes, options);
  if (p === 2) return rootAwayFromZero(asFloat(x).square().sum(axes, options), 2);
  const isNonzero = size.ne(0);
  // 0 to a negative power; the zeros themselves get no gradient, which would be infinite.
  const ofZero = p < 0 ? Number.POSITIVE_INFINITY : 0;
  const powers = where(isNonzero, where(isNonzero, size, 1).pow(p), ofZero);
  return rootAwayFromZero(powers.sum(axes, options), p);
}

/** x^(1/p), and 0 with gradient 0 (PyTorch's subgradient) at 0, where the slope is infinite. */
export function rootAwayFromZero(x: Tensor, p: number): Tensor {
  const isNonzero = x.ne(0);
  const base = where(isNonzero, x, 1);
  return where(isNonzero, p === 2 ? base.sqrt() : base.pow(1 / p), 0);
}
