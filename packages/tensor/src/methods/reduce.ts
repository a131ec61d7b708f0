import { asFloat } from '../as-float.ts';
import { checkOptions } from '../check-options.ts';
import { dispatch, unobserved } from '../dispatch.ts';
import { type NormOptions, norm, rootAwayFromZero } from '../norm.ts';
import { ops } from '../ops/index.ts';
import { none } from '../ops/op.ts';
import { scope } from '../scope.ts';
import { type Axes, normalizeAxes, normalizeAxis, reducedShape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { where } from '../where.ts';
import { ActivationMethods } from './activation.ts';

/** Options of reductions. */
export interface KeepDim {
  /** Keep the reduced axes with size 1. Default false. */
  readonly keepdim?: boolean;
}

/** Options of `var` and `std`. */
export interface VarianceOptions extends KeepDim {
  /** Taken off the divisor: 1 (the default) is unbiased, 0 is NumPy's default. */
  readonly correction?: number;
}

/** Reductions: over one axis, several, or (by default) all. */
export abstract class ReduceMethods extends ActivationMethods {
  /** bool is counted as int32. */
  sum(this: Tensor, axes?: Axes, options: KeepDim = {}): Tensor {
    return dispatch(ops.sum, [this], reduction(this, axes, options, 'sum'));
  }
  /** The product, 1 of no elements; bool is counted as int32. */
  prod(this: Tensor, axes?: Axes, options: KeepDim = {}): Tensor {
    return dispatch(ops.prod, [this], reduction(this, axes, options, 'prod'));
  }
  /** The largest element (PyTorch: amax); NaN wins. */
  max(this: Tensor, axes?: Axes, options: KeepDim = {}): Tensor {
    return dispatch(ops.max, [this], reduction(this, axes, options, 'max'));
  }
  /** The smallest element (PyTorch: amin); NaN wins. */
  min(this: Tensor, axes?: Axes, options: KeepDim = {}): Tensor {
    return dispatch(ops.min, [this], reduction(this, axes, options, 'min'));
  }
  /** The mean, NaN of no elements; int32 and bool give float32. */
  mean(this: Tensor, axes?: Axes, options: KeepDim = {}): Tensor {
    const attributes = reduction(this, axes, options, 'mean');
    return scope(() => {
      const sum = dispatch(ops.sum, [asFloat(this)], attributes);
      return sum.mul(sum.size / this.size);
    });
  }
  /** The variance; NaN where it has no more elements than `correction`. */
  var(this: Tensor, axes?: Axes, options: VarianceOptions = {}): Tensor {
    return variance(this, axes, options, 'var');
  }
  /** The standard deviation, √var; where it is 0 the gradient is 0, as PyTorch's. */
  std(this: Tensor, axes?: Axes, options: VarianceOptions = {}): Tensor {
    return scope(() => rootAwayFromZero(variance(this, axes, options, 'std'), 2));
  }
  /**
   * (Σ |x|^p)^(1/p) for `p` = 2 by default; the largest |x| for Infinity, the smallest for
   * -Infinity, and the number of elements other than 0 for 0. Its gradient is 0 where it is 0.
   */
  norm(this: Tensor, axes?: Axes, options: NormOptions = {}): Tensor {
    return scope(() => norm(this, axes, options));
  }
  /** log Σ eˣ, finite where the powers are not; -Infinity of nothing. */
  logsumexp(this: Tensor, axes?: Axes, options: KeepDim = {}): Tensor {
    const { axes: normal, keepdim } = reduction(this, axes, options, 'logsumexp');
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
    const attributes = reduction(this, axes, options, 'any');
    return scope(() => dispatch(ops.sum, [this.ne(0)], attributes).ne(0));
  }
  /** bool: whether no element is 0. */
  all(this: Tensor, axes?: Axes, options: KeepDim = {}): Tensor {
    const attributes = reduction(this, axes, options, 'all');
    return scope(() => dispatch(ops.sum, [this.eq(0)], attributes).eq(0));
  }

  /**
   * int32: the index of the first largest element along `axis`, or (by default) in row-major order
   * of them all; NaN wins.
   */
  argmax(this: Tensor, axis?: number, options: KeepDim = {}): Tensor {
    return argReduce('argmax', this, axis, options);
  }
  /** The same of the first smallest element. */
  argmin(this: Tensor, axis?: number, options: KeepDim = {}): Tensor {
    return argReduce('argmin', this, axis, options);
  }
  /** eˣ / Σ eˣ along `axis`, by default the last, without overflow. */
  softmax(this: Tensor, axis = -1): Tensor {
    return overLastAxis(this, axis, 'softmax', (x) => dispatch(ops.softmax, [x], none));
  }
  /** The logarithm of `softmax`, without overflow. */
  logSoftmax(this: Tensor, axis = -1): Tensor {
    return overLastAxis(this, axis, 'logSoftmax', (x) => dispatch(ops.logSoftmax, [x], none));
  }
}

/** The attributes of a reduction: which axes, from the front, and whether they stay. */
function reduction(x: Tensor, axes: Axes | undefined, options: KeepDim, op: string) {
  checkOptions(op, options, ['keepdim']);
  return { axes: normalizeAxes(axes, x.rank, op), keepdim: options.keepdim ?? false };
}

function variance(x: Tensor, axes: Axes | undefined, options: VarianceOptions, op: string): Tensor {
  checkOptions(op, options, ['correction', 'keepdim']);
  const { correction = 1, keepdim = false } = options;
  const normal = normalizeAxes(axes, x.rank, op);
  return scope(() => {
    const mean = x.mean(normal, { keepdim: true });
    const squares = x.sub(mean).square().sum(normal, { keepdim });
    return squares.div(Math.max(0, x.size / mean.size - correction));
  });
}

function argReduce(
  name: 'argmax' | 'argmin',
  x: Tensor,
  axis: number | undefined,
  options: KeepDim,
): Tensor {
  checkOptions(name, options, ['keepdim']);
  const { keepdim = false } = options;
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
