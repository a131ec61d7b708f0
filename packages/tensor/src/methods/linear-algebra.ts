import { type Conv2dOptions, convGeometry } from '../conv-options.ts';
import { checkOperands, dispatch } from '../dispatch.ts';
import { ops } from '../ops/index.ts';
import { none } from '../ops/op.ts';
import { type AvgPoolOptions, type MaxPoolOptions, poolGeometry } from '../ops/pool-geometry.ts';
import { scope } from '../scope.ts';
import type { Tensor } from '../tensor.ts';
import { OrderMethods } from './order.ts';

/** Products of matrices, and what windows on images [N, C, H, W] give. */
export abstract class LinearAlgebraMethods extends OrderMethods {
  /** `[..., m, k] x [..., k, n] -> [..., m, n]`; a vector is a row on the left, a column on the right. */
  matmul(this: Tensor, other: Tensor): Tensor {
    checkOperands([this, other], 'matmul');
    if (this.rank !== 1 && other.rank !== 1) return dispatch(ops.matmul, [this, other], none);
    return scope(() => {
      const a = this.rank === 1 ? this.unsqueeze(0) : this;
      const b = other.rank === 1 ? other.unsqueeze(1) : other;
      const product = dispatch(ops.matmul, [a, b], none);
      const vectorSides = [...(this.rank === 1 ? [-2] : []), ...(other.rank === 1 ? [-1] : [])];
      const axes = vectorSides.map((axis) => product.rank + axis);
      return product.reshape(product.shape.filter((_, axis) => !axes.includes(axis)));
    });
  }

  /**
   * Cross-correlation of images [N, C, H, W] with `weight` [O, C / groups, KH, KW] to
   * [N, O, OH, OW], as PyTorch's conv2d without a bias. Floats only.
   */
  conv2d(this: Tensor, weight: Tensor, options: Conv2dOptions = {}): Tensor {
    return dispatch(ops.conv2d, [this, weight], { geometry: convGeometry(options) });
  }

  /** The largest element of every window, `stride` (default: `kernel`) apart; NaN wins. */
  maxPool2d(
    this: Tensor,
    kernel: number | readonly [number, number],
    options: MaxPoolOptions = {},
  ): Tensor {
    return dispatch(ops.maxPool2d, [this], poolGeometry(kernel, options));
  }
  /** The mean of every window, `stride` (default: `kernel`) apart; padding counts as zeros. */
  avgPool2d(
    this: Tensor,
    kernel: number | readonly [number, number],
    options: AvgPoolOptions = {},
  ): Tensor {
    return dispatch(ops.avgPool2d, [this], poolGeometry(kernel, options));
  }
}
