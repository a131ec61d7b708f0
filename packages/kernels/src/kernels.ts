import type { PointwiseOp } from './pointwise.ts';

/** What makes one element of several. */
export type ReduceOp = 'sum' | 'prod' | 'max' | 'min';
/** Which element's index: that of the first largest or smallest. */
export type ArgReduceOp = 'argmax' | 'argmin';
/** Which element comes first, the smallest or the largest. */
export type SortOrder = 'ascending' | 'descending';
/** The shares of a row, or their logarithms. */
export type SoftmaxOp = 'softmax' | 'logSoftmax';
/**
 * Which sums over the elements of views: of x alone `square`, [Σ x², how many are not finite]; of x
 * and y `pair`, [Σ x², Σ y², Σ x y], or `change`, [Σ (x - y)², Σ y²].
 */
export type InnerProducts = 'square' | 'pair' | 'change';
/** How many numbers each of them gives. */
export const innerProductCounts: Readonly<Record<InnerProducts, number>> = {
  square: 2,
  pair: 3,
  change: 2,
};
/** What random numbers are drawn from: [0, 1), or mean 0 and variance 1. */
export type Distribution = 'uniform' | 'normal';

/**
 * The arithmetic, one method a family of kernels, over views of type `V`. A kernel never allocates an output: the caller
 * does, knows its shape, and hands it in. Unless said otherwise an output is contiguous and of the
 * inputs' dtype; inputs have any strides (0 where they broadcast) and may be empty.
 */
export interface Kernels<V> {
  /** Sets every element of a contiguous view. */
  fill(value: number, output: V): void;

  /**
   * `output[i] = op(inputs[0][i], inputs[1][i], ...)`. Views already have the output's shape
   * (stride 0 where they broadcast); a number stands for a view filled with it. All float and int
   * inputs have one dtype; comparisons write bool, `where` reads a bool first.
   */
  pointwise(op: PointwiseOp, inputs: readonly (V | number)[], output: V): void;

  /** Reduces `axes` (sorted, no duplicates) of `input`; `output` has the other axes, in order. */
  reduce(op: ReduceOp, input: V, axes: readonly number[], output: V): void;

  /** The int32 index of the first largest (smallest) element along `axis`; NaN wins, as in NumPy. */
  argReduce(op: ArgReduceOp, input: V, axis: number, output: V): void;

  /**
   * The int32 indices that sort `input` along `axis`; equal elements keep their order, and NaN is
   * larger than every number.
   */
  argSort(input: V, axis: number, order: SortOrder, output: V): void;

  /**
   * `output[i] = decay[i] * output[i - 1] + input[i]` along `axis`, and `output[0] = input[0]`.
   * A number stands for a view filled with it: 1 gives cumulative sums.
   */
  linearScan(decay: V | number, input: V, axis: number, output: V): void;

  /** `[..., m, k] x [..., k, n] -> [..., m, n]`, batch axes already broadcast to the output's. */
  matmul(a: V, b: V, output: V): void;

  /**
   * Cross-correlation of images (what frameworks call convolution): `input [n, c, h, w]` with
   * `weight [o, c / groups, kh, kw]` to `output [n, o, oh, ow]`. Pixels beyond the edge are 0; what
   * such a 0 times an infinite or NaN factor counts as (0 or NaN) is undefined.
   */
  conv2d(input: V, weight: V, geometry: ConvGeometry, output: V): void;

  /** From the gradient `[n, o, oh, ow]` of a conv2d's output that of its input (`output`). */
  conv2dGradInput(gradient: V, weight: V, geometry: ConvGeometry, output: V): void;

  /** From the gradient `[n, o, oh, ow]` of a conv2d's output that of its weight (`output`). */
  conv2dGradWeight(input: V, gradient: V, geometry: ConvGeometry, output: V): void;

  /**
   * Mean and biased variance of every channel of `input` [n, c, ...], which has elements, into
   * `output` [2, c].
   */
  channelMoments(input: V, output: V): void;

  /**
   * By channel the sums of `gradient` and of `gradient * (input - mean)`, both [n, c, ...], into
   * `output` [2, c]; the means are the first row of `moments` [2, c].
   */
  channelSums(gradient: V, input: V, moments: V, output: V): void;

  /**
   * Sums of products over all elements of one view or of two of one shape and dtype, multiplied and
   * added up in float64, so that those of float32 neither overflow nor vanish; into a contiguous
   * float64 `output`.
   */
  innerProducts(form: InnerProducts, inputs: readonly V[], output: V): void;

  /** How many of the slices of `input` along `axis` are 0 throughout, into an `output` of one. */
  zeroSlices(input: V, axis: number, output: V): void;

  /**
   * Layer normalization: `(input - mean) / √(variance + eps) * weight + bias`, with mean and biased
   * variance over the last axes, those of `weight` and `bias`, for every index of the others.
   */
  layerNorm(input: V, weight: V, bias: V, eps: number, output: V): void;

  /**
   * From the gradient of a layerNorm's output that of its input (`toInput`), and those of its weight
   * and bias, one after the other, as [2, ...] (`toParameters`).
   */
  layerNormGrad(gradient: V, input: V, weight: V, eps: number, toInput: V, toParameters: V): void;

  /**
   * The largest element of every window: `input [n, c, h, w]` to `output [n, c, oh, ow]`. NaN wins;
   * padding never does, and a window of nothing else gives -Infinity.
   */
  maxPool2d(input: V, geometry: PoolGeometry, output: V): void;

  /**
   * Where `maxPool2d` found each element: int32 `row * w + column`. Among equals it is the first in
   * row-major order, as among NaN; of a window of nothing but padding it is undefined.
   */
  maxPool2dIndex(input: V, geometry: PoolGeometry, output: V): void;

  /**
   * The mean of every window, padding counting as zeros: `input [n, c, h, w]` to
   * `output [n, c, oh, ow]`. The kernel is dense (dilation 1).
   */
  avgPool2d(input: V, geometry: PoolGeometry, output: V): void;

  /** From the gradient `[n, c, oh, ow]` of an avgPool2d's output that of its input (`output`). */
  avgPool2dGrad(gradient: V, geometry: PoolGeometry, output: V): void;

  /** Copies and casts; both views have the same shape and any strides. */
  copy(input: V, output: V): void;

  /** Softmax or its logarithm over the last axis. */
  softmax(op: SoftmaxOp, input: V, output: V): void;

  /**
   * Cross-entropy of softmax: `output[i] = log Σ_j e^logits[i, j] - logits[i, labels[i]]`, from
   * `logits [n, c]` and int32 `labels [n]`; 0 where the label is the `ignored` one.
   */
  crossEntropy(logits: V, labels: V, ignored: number | null, output: V): void;

  /**
   * From the gradient `[n]` of a crossEntropy's output that of its logits (`output`): 0 in the rows
   * whose label is the `ignored` one.
   */
  crossEntropyGrad(logits: V, labels: V, ignored: number | null, gradient: V, output: V): void;

  /** `output[..., i, ...] = input[..., index[..., i, ...], ...]` along `axis` (PyTorch's gather). */
  gather(input: V, axis: number, index: V, output: V): void;

  /** `output[..., index[..., i, ...], ...] += source[..., i, ...]` along `axis`, in index order. */
  scatterAdd(source: V, axis: number, index: V, output: V): void;

  /**
   * Counter-based random numbers (Philox 4x32-10): element i depends on `key` and `counter + i`
   * only. `uniform` is in [0, 1) with 24 bits (float32) or 53 (float64); `normal` is standard.
   */
  random(distribution: Distribution, key: RandomKey, counter: number, output: V): void;
}

/** The 64-bit Philox key as two unsigned 32-bit words. */
export type RandomKey = readonly [low: number, high: number];

/**
 * How a convolution's kernel moves over an image, each as [rows, columns]. The output has
 * `floor((size + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1` elements along an axis.
 */
export interface ConvGeometry {
  /** By how many pixels the kernel moves. */
  readonly stride: readonly [number, number];
  /** Zeros on either side of the image. */
  readonly padding: readonly [number, number];
  /** Distance of neighbouring kernel elements in the image: 1 is a dense kernel. */
  readonly dilation: readonly [number, number];
  /** Into how many parts the channels are split that have nothing to do with each other. */
  readonly groups: number;
}

/**
 * The windows of a pooling, each as [rows, columns]. The output has as many elements along an axis
 * as that of a convolution of the same geometry.
 */
export interface PoolGeometry {
  /** The size of a window. */
  readonly kernel: readonly [number, number];
  /** By how many pixels the window moves. */
  readonly stride: readonly [number, number];
  /** Elements on either side of the image that count as missing (max) or as 0 (mean). */
  readonly padding: readonly [number, number];
  /** Distance of neighbouring elements of a window. */
  readonly dilation: readonly [number, number];
}
