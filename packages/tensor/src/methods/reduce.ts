import { asFloat } from '../as-float.ts';
import { dispatch, unobserved } from '../dispatch.ts';
import { type NormOptions, norm, rootAwayFromZero } from '../norm.ts';
import { ops } from '../ops/index.ts';
import { none } from '../ops/op.ts';
import { scope } from '../scope.ts';
import { type Axes, normalizeAxes, normalizeAxis, reducedShape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { where } from '../where.ts';
import { ActivationMethods } from './activation.ts';

export interface KeepDim {
  /** Keep the reduced axes with size 1. Default false. */
  readonly keepdim?: boolean;
}

export interface VarianceOptions extends KeepDim {
  /** Taken off the divisor: 1 (the default) is unbiased, 0 is NumPy's default. */
  readonly correction?: number;
}

/** Reductions: over one axis, several, or (by default) all. */
export abstract class ReduceMethods extends ActivationMethods {
  /** bool is counted as int32. */
  sum(this: Tensor, axes?: Axes, { keepdim = false }: KeepDim = {}): Tensor {
    return dispatch(ops.sum, [this], { axes: normalizeAxes(axes, this.rank, 'sum'), keepdim });
  }
  prod(this: Tensor, axes?: Axes, { keepdim = false }: KeepDim = {}): Tensor {
    return dispatch(ops.prod, [this], { axes: normalizeAxes(axes, this.rank, 'prod'), keepdim });
  }
  /** The largest element (PyTorch: amax); NaN wins. */
  max(this: Tensor, axes?: Axes, { keepdim = false }: KeepDim = {}): Tensor {
    return dispatch(ops.max, [this], { axes: normalizeAxes(axes, this.rank, 'max'), keepdim });
  }
  /** The smallest element (PyTorch: amin); NaN wins. */
  min(this: Tensor, axes?: Axes, { keepdim = false }: KeepDim = {}): Tensor {
    return dispatch(ops.min, [this], { axes: normalizeAxes(axes, this.rank, 'min'), keepdim });
  }
  mean(this: Tensor, axes?: Axes, options: KeepDim = {}): Tensor {
    return scope(() => {
      const sum = asFloat(this).sum(axes, options);
      return sum.mul(sum.size / this.size);
    });
  }
  /** The variance; NaN where it has no more elements than `correction`. */
  var(this: Tensor, axes?: Axes, options: VarianceOptions = {}): Tensor {
    const { correction = 1, keepdim = false } = options;
    return scope(() => {
      const mean = this.mean(axes, { keepdim: true });
      const squares = this.sub(mean).square().sum(axes, { keepdim });
      return squares.div(Math.max(0, this.size / mean.size - correction));
    });
  }
  /** The standard deviation, √var; where it is 0 the gradient is 0, as PyTorch's. */
  std(this: Tensor, axes?: Axes, options: VarianceOptions = {}): Tensor {
    return scope(() => rootAwayFromZero(this.var(axes, options), 2));
  }
  /**
   * (Σ |x|^p)^(1/p) for `p` = 2 by default; the largest |x| for Infinity, the smallest for
   * -Infinity, and the number of elements other than 0 for 0. Its gradient is 0 where it is 0.
   */
  norm(this: Tensor, axes?: Axes, options: NormOptions = {}): Tensor {
    return scope(() => norm(this, axes, options));
  }
  /** log Σ eˣ, finite where the powers are not; -Infinity of nothing. */
  logsumexp(this: Tensor, axes?: Axes, { keepdim = false }: KeepDim = {}): Tensor {
    const normal = normalizeAxes(axes, this.rank, 'logsumexp');
    return scope(() => {
      if (this.size === 0) return this.exp().sum(normal, { keepdim }).log();
      // Any constant in the largest's place gives the same sum, and so the same gradient.
      const largest = unobserved(() => {
        const max = this.max(normal, { keepdim: true });
        return where(max.isFinite(), max, 0);
      });
      const sum = this.sub(largest).exp().sum(normal, { keepdim });
      return sum.log().add(largest.reshape(sum.shape));
    });
  }
  /** bool: whether an element is not 0. */
  any(this: Tensor, axes?: Axes, options: KeepDim = {}): Tensor {
    return scope(() => this.ne(0).sum(axes, options).ne(0));
  }
  /** bool: whether no element is 0. */
  all(this: Tensor, axes?: Axes, options: KeepDim = {}): Tensor {
    return scope(() => this.eq(0).sum(axes, options).eq(0));
  }

  /**
   * int32: the index of the first largest element along `axis`, or (by default) in row-major order
   * of them all; NaN wins.
   */
  argmax(this: Tensor, axis?: number, { keepdim = false }: KeepDim = {}): Tensor {
    return argReduce('argmax', this, axis, keepdim);
  }
  /** The same of the first smallest element. */
  argmin(this: Tensor, axis?: number, { keepdim = false }: KeepDim = {}): Tensor {
    return argReduce('argmin', this, axis, keepdim);
  }
  softmax(this: Tensor, axis = -1): Tensor {
    return overLastAxis(this, axis, 'softmax', (x) => dispatch(ops.softmax, [x], none));
  }
  logSoftmax(this: Tensor, axis = -1): Tensor {
    return overLastAxis(this, axis, 'logSoftmax', (x) => dispatch(ops.logSoftmax, [x], none));
  }
}

function argReduce(
  name: 'argmax' | 'argmin',
  x: Tensor,
  axis: number | undefined,
  keepdim: boolean,
): Tensor {
  if (axis !== undefined) {
    return dispatch(ops[name], [x], { axis: normalizeAxis(axis, x.rank, name), keepdim });
  }
  return scope(() => {
    const index = dispatch(ops[name], [x.flatten()], { axis: 0, keepdim: false });
    return keepdim ? index.reshape(reducedShape(x.shape, [...x.shape.keys()], true)) : index;
  });
}

/** Brings `axis` to the end and back, for ops that work on the last axis. */
function overLastAxis(x: Tensor, axis: number, op: string, apply: (x: Tensor) => Tensor): Tensor {
  const normal = normalizeAxis(axis, x.rank, op);
  if (normal === x.rank - 1) return apply(x);
  return scope(() => apply(x.transpose(normal, -1)).transpose(normal, -1));
}
