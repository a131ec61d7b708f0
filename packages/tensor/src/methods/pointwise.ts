import { dispatch, type Operand } from '../dispatch.ts';
import { ops } from '../ops/index.ts';
import { none } from '../ops/op.ts';
import { scope } from '../scope.ts';
import { describe } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { where } from '../where.ts';

/** One element in, one out; two shapes broadcast. */
export abstract class PointwiseMethods {
  /** -x */
  neg(this: Tensor): Tensor {
    return dispatch(ops.neg, [this], none);
  }
  /** |x| */
  abs(this: Tensor): Tensor {
    return dispatch(ops.abs, [this], none);
  }
  /** -1, 0 or 1. No gradient. */
  sign(this: Tensor): Tensor {
    return dispatch(ops.sign, [this], none);
  }
  /** x² */
  square(this: Tensor): Tensor {
    return dispatch(ops.square, [this], none);
  }
  /** 1 / x */
  reciprocal(this: Tensor): Tensor {
    return dispatch(ops.reciprocal, [this], none);
  }
  /** √x */
  sqrt(this: Tensor): Tensor {
    return dispatch(ops.sqrt, [this], none);
  }
  /** 1 / √x */
  rsqrt(this: Tensor): Tensor {
    return dispatch(ops.rsqrt, [this], none);
  }
  /** eˣ */
  exp(this: Tensor): Tensor {
    return dispatch(ops.exp, [this], none);
  }
  /** The natural logarithm. */
  log(this: Tensor): Tensor {
    return dispatch(ops.log, [this], none);
  }
  /** The logarithm to base 2. */
  log2(this: Tensor): Tensor {
    return dispatch(ops.log2, [this], none);
  }
  /** The logarithm to base 10. */
  log10(this: Tensor): Tensor {
    return dispatch(ops.log10, [this], none);
  }
  /** log(1 + x), exact near 0. */
  log1p(this: Tensor): Tensor {
    return dispatch(ops.log1p, [this], none);
  }
  /** eˣ - 1, exact near 0. */
  expm1(this: Tensor): Tensor {
    return dispatch(ops.expm1, [this], none);
  }
  /** sin x, x in radians. */
  sin(this: Tensor): Tensor {
    return dispatch(ops.sin, [this], none);
  }
  /** cos x, x in radians. */
  cos(this: Tensor): Tensor {
    return dispatch(ops.cos, [this], none);
  }
  /** tan x, x in radians. */
  tan(this: Tensor): Tensor {
    return dispatch(ops.tan, [this], none);
  }
  /** The angle in [-π/2, π/2] whose sine is x; NaN outside [-1, 1]. */
  asin(this: Tensor): Tensor {
    return dispatch(ops.asin, [this], none);
  }
  /** The angle in [0, π] whose cosine is x; NaN outside [-1, 1]. */
  acos(this: Tensor): Tensor {
    return dispatch(ops.acos, [this], none);
  }
  /** The angle in [-π/2, π/2] whose tangent is x. */
  atan(this: Tensor): Tensor {
    return dispatch(ops.atan, [this], none);
  }
  /** (eˣ - e⁻ˣ) / 2 */
  sinh(this: Tensor): Tensor {
    return dispatch(ops.sinh, [this], none);
  }
  /** (eˣ + e⁻ˣ) / 2 */
  cosh(this: Tensor): Tensor {
    return dispatch(ops.cosh, [this], none);
  }
  /** sinh x / cosh x, in [-1, 1]. */
  tanh(this: Tensor): Tensor {
    return dispatch(ops.tanh, [this], none);
  }
  /** The number whose sinh is x. */
  asinh(this: Tensor): Tensor {
    return dispatch(ops.asinh, [this], none);
  }
  /** The number from 0 up whose cosh is x; NaN below 1. */
  acosh(this: Tensor): Tensor {
    return dispatch(ops.acosh, [this], none);
  }
  /** The number whose tanh is x; NaN outside [-1, 1]. */
  atanh(this: Tensor): Tensor {
    return dispatch(ops.atanh, [this], none);
  }
  /** The error function. */
  erf(this: Tensor): Tensor {
    return dispatch(ops.erf, [this], none);
  }
  /** No gradient. */
  floor(this: Tensor): Tensor {
    return dispatch(ops.floor, [this], none);
  }
  /** No gradient. */
  ceil(this: Tensor): Tensor {
    return dispatch(ops.ceil, [this], none);
  }
  /** To the nearest whole number, half to even. No gradient. */
  round(this: Tensor): Tensor {
    return dispatch(ops.round, [this], none);
  }
  /** Towards 0, to a whole number. No gradient. */
  trunc(this: Tensor): Tensor {
    return scope(() => this.abs().floor().mul(this.sign()));
  }
  /** x + y */
  add(this: Tensor, other: Operand): Tensor {
    return dispatch(ops.add, [this, other], none);
  }
  /** x - y */
  sub(this: Tensor, other: Operand): Tensor {
    return dispatch(ops.sub, [this, other], none);
  }
  /** x · y, element by element; `matmul` is the product of matrices. */
  mul(this: Tensor, other: Operand): Tensor {
    return dispatch(ops.mul, [this, other], none);
  }
  /** True division: int32 becomes float32. */
  div(this: Tensor, other: Operand): Tensor {
    return dispatch(ops.div, [this, other], none);
  }
  /** x to the power of y. */
  pow(this: Tensor, other: Operand): Tensor {
    return dispatch(ops.pow, [this, other], none);
  }
  /** The larger element; NaN wins. */
  maximum(this: Tensor, other: Operand): Tensor {
    return dispatch(ops.maximum, [this, other], none);
  }
  /** The smaller element; NaN wins. */
  minimum(this: Tensor, other: Operand): Tensor {
    return dispatch(ops.minimum, [this, other], none);
  }
  /** The angle of the point (other, this) in (-π, π]. */
  atan2(this: Tensor, other: Operand): Tensor {
    return dispatch(ops.atan2, [this, other], none);
  }
  /**
   * Limits elements to [low, high]; null is no limit, NaN stays, and where `low > high` the result
   * is `high`. The gradient passes where the element is within the limits, at them too.
   */
  clamp(this: Tensor, low: Operand | null, high: Operand | null = null): Tensor {
    checkLimits(low, high);
    return scope(() => {
      const raised = low === null ? this : where(this.lt(low), low, this);
      return high === null ? raised : where(raised.gt(high), high, raised);
    });
  }
}

function checkLimits(...limits: (Operand | null)[]): void {
  if (limits.every((limit) => limit === null)) throw new TypeError('clamp: there is no limit');
  for (const limit of limits) {
    if (limit === null || typeof limit === 'number' || limit?.isPlumblineTensor) continue;
    throw new TypeError(
      `clamp: a limit is a number, a tensor or null, as in clamp(low, high), got ${describe(limit)}`,
    );
  }
  if (limits.some(Number.isNaN)) throw new RangeError('clamp: a limit is NaN');
}
