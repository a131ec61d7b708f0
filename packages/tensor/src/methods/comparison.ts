import { dispatch, type Operand } from '../dispatch.ts';
import { ops } from '../ops/index.ts';
import { none } from '../ops/op.ts';
import { scope } from '../scope.ts';
import type { Tensor } from '../tensor.ts';
import { where } from '../where.ts';
import { PointwiseMethods } from './pointwise.ts';

/** Options of `isClose` and `allClose`. */
export interface CloseOptions {
  /** Difference allowed relative to `other`. Default 1e-5. */
  readonly rtol?: number;
  /** Difference allowed besides. Default 1e-8. */
  readonly atol?: number;
  /** NaN is close to NaN. Default false. */
  readonly equalNaN?: boolean;
}

/** Comparisons and logic: bool results, without a gradient; and what is chosen by them. */
export abstract class ComparisonMethods extends PointwiseMethods {
  /** Where this = other. Shapes broadcast. */
  eq(this: Tensor, other: Operand): Tensor {
    return dispatch(ops.eq, [this, other], none);
  }
  /** Where this ≠ other, and where one of them is NaN. */
  ne(this: Tensor, other: Operand): Tensor {
    return dispatch(ops.ne, [this, other], none);
  }
  /** Where this < other. */
  lt(this: Tensor, other: Operand): Tensor {
    return dispatch(ops.lt, [this, other], none);
  }
  /** Where this ≤ other. */
  le(this: Tensor, other: Operand): Tensor {
    return dispatch(ops.le, [this, other], none);
  }
  /** Where this > other. */
  gt(this: Tensor, other: Operand): Tensor {
    return dispatch(ops.gt, [this, other], none);
  }
  /** Where this ≥ other. */
  ge(this: Tensor, other: Operand): Tensor {
    return dispatch(ops.ge, [this, other], none);
  }
  /** Where both are not 0. */
  logicalAnd(this: Tensor, other: Operand): Tensor {
    return dispatch(ops.logicalAnd, [this, other], none);
  }
  /** Where one is not 0. */
  logicalOr(this: Tensor, other: Operand): Tensor {
    return dispatch(ops.logicalOr, [this, other], none);
  }
  /** Where one is 0 and one is not. */
  logicalXor(this: Tensor, other: Operand): Tensor {
    return scope(() =>
      this.ne(0).ne(typeof other === 'number' ? Number(other !== 0) : other.ne(0)),
    );
  }
  /** Where the element is 0. */
  logicalNot(this: Tensor): Tensor {
    return dispatch(ops.logicalNot, [this], none);
  }
  /** Where the element is NaN. */
  isNaN(this: Tensor): Tensor {
    return this.ne(this);
  }
  /** Where the element is neither NaN nor infinite. */
  isFinite(this: Tensor): Tensor {
    return scope(() => this.abs().lt(Number.POSITIVE_INFINITY));
  }
  /** Where the element is ∞ or -∞. */
  isInf(this: Tensor): Tensor {
    return scope(() => this.abs().eq(Number.POSITIVE_INFINITY));
  }
  /** Where |this - other| <= atol + rtol |other|, or both are the same infinity. */
  isClose(this: Tensor, other: Tensor, options: CloseOptions = {}): Tensor {
    const { rtol = 1e-5, atol = 1e-8, equalNaN = false } = options;
    return scope(() => {
      const allowed = other.abs().mul(rtol).add(atol);
      const near = this.sub(other).abs().le(allowed).logicalAnd(other.isFinite());
      const close = near.logicalOr(this.eq(other));
      return equalNaN ? close.logicalOr(this.isNaN().logicalAnd(other.isNaN())) : close;
    });
  }
  /** Whether all elements are close: one answer, read synchronously as by `item()`. */
  allClose(this: Tensor, other: Tensor, options: CloseOptions = {}): boolean {
    return scope(() => this.isClose(other, options).all().item() === 1);
  }

  /** This element where `condition` (bool) holds, else the other's. */
  where(this: Tensor, condition: Tensor, other: Operand): Tensor {
    return dispatch(ops.where, [condition, this, other], none);
  }
  /** `value` where `mask` (bool) holds, else this element. */
  maskedFill(this: Tensor, mask: Tensor, value: Operand): Tensor {
    return where(mask, value, this);
  }
}
