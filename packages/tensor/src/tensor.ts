import type { Buffer, DType, TypedArray, View } from '@plumbline/kernels';
import { type Conv2dOptions, convGeometry } from './conv-options.ts';
import { engine } from './current-engine.ts';
import { constructTensorsWith, dispatch, type Operand } from './dispatch.ts';
import { formatTensor } from './format-tensor.ts';
import { inferSize } from './infer-size.ts';
import { ops } from './ops/index.ts';
import { none } from './ops/op.ts';
import { type AvgPoolOptions, type MaxPoolOptions, poolGeometry } from './ops/pool-geometry.ts';
import { scope } from './scope.ts';
import { formatShape, normalizeAxes, normalizeAxis } from './shape.ts';
import { resolveSlices, type SliceRange } from './slice-range.ts';

type Axes = number | readonly number[];
interface KeepDim {
  /** Keep the reduced axes with size 1. Default false. */
  readonly keepdim?: boolean;
}

/**
 * An n-dimensional array of one dtype. Its elements never change: every op makes a new tensor, and
 * only a `Parameter` (in `@plumbline/autograd`) can be assigned new ones.
 */
export class Tensor implements View {
  /** True on every tensor, also one from another copy of this package. */
  declare readonly isPlumblineTensor: true;
  #buffer: Buffer;
  #released: string | null = null;
  readonly shape: readonly number[];
  #strides: readonly number[];
  #offset: number;
  #origin: string;

  /** Where a listener at the dispatch point (autograd's tape) notes how the tensor was made. */
  trace: object | null = null;
  /** How many places of a listener's record still read this tensor. */
  holds = 0;
  /** Its scope has ended, and only `holds` keep it. */
  orphaned = false;
  /** `backward` leaves it readable, as what a model returned; the end of a scope releases it. */
  outlivesBackward = false;
  /** `keep` was called: no scope and no `backward` releases it. */
  kept = false;

  constructor(view: View, origin: string) {
    this.#buffer = view.buffer;
    this.shape = view.shape;
    this.#strides = view.strides;
    this.#offset = view.offset;
    this.#origin = origin;
  }

  get buffer(): Buffer {
    return this.#buffer;
  }
  get strides(): readonly number[] {
    return this.#strides;
  }
  get offset(): number {
    return this.#offset;
  }
  get dtype(): DType {
    return this.#buffer.dtype;
  }
  /** The op that made it. */
  get origin(): string {
    return this.#origin;
  }
  /** The number of axes. */
  get rank(): number {
    return this.shape.length;
  }
  /** The number of elements. */
  get size(): number {
    return this.shape.reduce((product, size) => product * size, 1);
  }
  get isReleased(): boolean {
    return this.#released !== null;
  }

  // Reading

  /** The elements, row-major, in an array of their own (bool as 0 and 1). */
  async data(): Promise<TypedArray> {
    this.checkReadable();
    return engine().read(this);
  }

  /** `data()` at once. Throws on an engine that can't read synchronously (a GPU in a browser). */
  dataSync(): TypedArray {
    this.checkReadable();
    return engine().readSync(this);
  }

  /** The only element of a tensor of size 1, as a number. Reads synchronously, as `dataSync`. */
  item(): number {
    if (this.size !== 1) {
      throw new RangeError(
        `item: the tensor has shape ${formatShape(this.shape)}, not one element`,
      );
    }
    return this.dataSync()[0]!;
  }

  /** As NumPy prints it. */
  toString(): string {
    return formatTensor(this);
  }

  // Memory

  /** Throws if the tensor was released, with what to do about it. */
  checkReadable(): void {
    if (this.#released === null) return;
    throw new Error(
      `a tensor made by ${this.#origin}, shape ${formatShape(this.shape)}, was released by ` +
        `${this.#released}: keep(tensor) before that holds it`,
    );
  }

  /** Gives the memory back; `by` says who did, for the error that a later read throws. */
  release(by = 'release()'): void {
    if (this.#released !== null) return;
    this.#released = by;
    this.trace = null;
    engine().release(this.#buffer);
  }

  /** For subclasses that may change (parameters): shares `source`'s buffer from now on. */
  protected shareBufferOf(source: Tensor): void {
    engine().retain(source.#buffer);
    engine().release(this.#buffer);
    this.#buffer = source.#buffer;
    this.#strides = source.#strides;
    this.#offset = source.#offset;
  }

  // Pointwise: one element in, one out; two shapes broadcast

  /** -x */
  neg(): Tensor {
    return dispatch(ops.neg, [this], none);
  }
  /** |x| */
  abs(): Tensor {
    return dispatch(ops.abs, [this], none);
  }
  /** -1, 0 or 1. No gradient. */
  sign(): Tensor {
    return dispatch(ops.sign, [this], none);
  }
  /** x² */
  square(): Tensor {
    return dispatch(ops.square, [this], none);
  }
  /** 1 / x */
  reciprocal(): Tensor {
    return dispatch(ops.reciprocal, [this], none);
  }
  /** √x */
  sqrt(): Tensor {
    return dispatch(ops.sqrt, [this], none);
  }
  /** 1 / √x */
  rsqrt(): Tensor {
    return dispatch(ops.rsqrt, [this], none);
  }
  /** eˣ */
  exp(): Tensor {
    return dispatch(ops.exp, [this], none);
  }
  /** The natural logarithm. */
  log(): Tensor {
    return dispatch(ops.log, [this], none);
  }
  sin(): Tensor {
    return dispatch(ops.sin, [this], none);
  }
  cos(): Tensor {
    return dispatch(ops.cos, [this], none);
  }
  tanh(): Tensor {
    return dispatch(ops.tanh, [this], none);
  }
  /** 1 / (1 + e⁻ˣ) */
  sigmoid(): Tensor {
    return dispatch(ops.sigmoid, [this], none);
  }
  /** The error function. */
  erf(): Tensor {
    return dispatch(ops.erf, [this], none);
  }
  /** max(x, 0) */
  relu(): Tensor {
    return dispatch(ops.relu, [this], none);
  }
  /** No gradient. */
  floor(): Tensor {
    return dispatch(ops.floor, [this], none);
  }
  /** No gradient. */
  ceil(): Tensor {
    return dispatch(ops.ceil, [this], none);
  }
  /** To the nearest whole number, half to even. No gradient. */
  round(): Tensor {
    return dispatch(ops.round, [this], none);
  }
  /** bool: where the element is 0. */
  logicalNot(): Tensor {
    return dispatch(ops.logicalNot, [this], none);
  }
  add(other: Operand): Tensor {
    return dispatch(ops.add, [this, other], none);
  }
  sub(other: Operand): Tensor {
    return dispatch(ops.sub, [this, other], none);
  }
  mul(other: Operand): Tensor {
    return dispatch(ops.mul, [this, other], none);
  }
  /** True division: int32 becomes float32. */
  div(other: Operand): Tensor {
    return dispatch(ops.div, [this, other], none);
  }
  pow(other: Operand): Tensor {
    return dispatch(ops.pow, [this, other], none);
  }
  /** The larger element; NaN wins. */
  maximum(other: Operand): Tensor {
    return dispatch(ops.maximum, [this, other], none);
  }
  /** The smaller element; NaN wins. */
  minimum(other: Operand): Tensor {
    return dispatch(ops.minimum, [this, other], none);
  }
  /** bool */
  eq(other: Operand): Tensor {
    return dispatch(ops.eq, [this, other], none);
  }
  /** bool */
  ne(other: Operand): Tensor {
    return dispatch(ops.ne, [this, other], none);
  }
  /** bool */
  lt(other: Operand): Tensor {
    return dispatch(ops.lt, [this, other], none);
  }
  /** bool */
  le(other: Operand): Tensor {
    return dispatch(ops.le, [this, other], none);
  }
  /** bool */
  gt(other: Operand): Tensor {
    return dispatch(ops.gt, [this, other], none);
  }
  /** bool */
  ge(other: Operand): Tensor {
    return dispatch(ops.ge, [this, other], none);
  }
  /** bool: where both are not 0. */
  logicalAnd(other: Operand): Tensor {
    return dispatch(ops.logicalAnd, [this, other], none);
  }
  /** bool: where one is not 0. */
  logicalOr(other: Operand): Tensor {
    return dispatch(ops.logicalOr, [this, other], none);
  }
  /** This element where `condition` (bool) holds, else the other's. */
  where(condition: Tensor, other: Operand): Tensor {
    return dispatch(ops.where, [condition, this, other], none);
  }
  /** Limits elements to [low, high]; NaN stays. */
  clamp(low: number, high: number): Tensor {
    return scope(() => this.maximum(low).minimum(high));
  }

  // Reductions: over one axis, several, or (by default) all

  /** bool is counted as int32. */
  sum(axes?: Axes, { keepdim = false }: KeepDim = {}): Tensor {
    return dispatch(ops.sum, [this], { axes: normalizeAxes(axes, this.rank, 'sum'), keepdim });
  }
  prod(axes?: Axes, { keepdim = false }: KeepDim = {}): Tensor {
    return dispatch(ops.prod, [this], { axes: normalizeAxes(axes, this.rank, 'prod'), keepdim });
  }
  /** The largest element (PyTorch: amax); NaN wins. */
  max(axes?: Axes, { keepdim = false }: KeepDim = {}): Tensor {
    return dispatch(ops.max, [this], { axes: normalizeAxes(axes, this.rank, 'max'), keepdim });
  }
  /** The smallest element (PyTorch: amin); NaN wins. */
  min(axes?: Axes, { keepdim = false }: KeepDim = {}): Tensor {
    return dispatch(ops.min, [this], { axes: normalizeAxes(axes, this.rank, 'min'), keepdim });
  }
  mean(axes?: Axes, options: KeepDim = {}): Tensor {
    return scope(() => {
      const sum = this.sum(axes, options);
      return sum.mul(sum.size / this.size);
    });
  }
  /** The variance; `correction` (1: unbiased, PyTorch's default) is taken off the divisor. */
  var(axes?: Axes, options: KeepDim & { readonly correction?: number } = {}): Tensor {
    const { correction = 1, keepdim = false } = options;
    return scope(() => {
      const squares = this.sub(this.mean(axes, { keepdim: true }))
        .square()
        .sum(axes, { keepdim });
      return squares.div(this.size / squares.size - correction);
    });
  }
  /** The Euclidean norm. */
  norm(axes?: Axes, options: KeepDim = {}): Tensor {
    return scope(() => this.square().sum(axes, options).sqrt());
  }

  /** int32: the index of the first largest element along `axis`; NaN wins. */
  argmax(axis = -1, { keepdim = false }: KeepDim = {}): Tensor {
    return dispatch(ops.argmax, [this], {
      axis: normalizeAxis(axis, this.rank, 'argmax'),
      keepdim,
    });
  }
  /** int32: the index of the first smallest element along `axis`; NaN wins. */
  argmin(axis = -1, { keepdim = false }: KeepDim = {}): Tensor {
    return dispatch(ops.argmin, [this], {
      axis: normalizeAxis(axis, this.rank, 'argmin'),
      keepdim,
    });
  }
  softmax(axis = -1): Tensor {
    return overLastAxis(this, axis, 'softmax', (x) => dispatch(ops.softmax, [x], none));
  }
  logSoftmax(axis = -1): Tensor {
    return overLastAxis(this, axis, 'logSoftmax', (x) => dispatch(ops.logSoftmax, [x], none));
  }

  // Linear algebra

  /** `[..., m, k] x [..., k, n] -> [..., m, n]`; a vector is a row on the left, a column on the right. */
  matmul(other: Tensor): Tensor {
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
  conv2d(weight: Tensor, options: Conv2dOptions = {}): Tensor {
    return dispatch(ops.conv2d, [this, weight], { geometry: convGeometry(options) });
  }

  // Pooling: images [N, C, H, W], windows of `kernel` rows and columns (a number: both)

  /** The largest element of every window, `stride` (default: `kernel`) apart; NaN wins. */
  maxPool2d(kernel: number | readonly [number, number], options: MaxPoolOptions = {}): Tensor {
    return dispatch(ops.maxPool2d, [this], poolGeometry(kernel, options));
  }
  /** The mean of every window, `stride` (default: `kernel`) apart; padding counts as zeros. */
  avgPool2d(kernel: number | readonly [number, number], options: AvgPoolOptions = {}): Tensor {
    return dispatch(ops.avgPool2d, [this], poolGeometry(kernel, options));
  }

  // Shape: views where strides allow, no copies

  /** The same elements under another shape; one size may be -1. */
  reshape(shape: readonly number[]): Tensor {
    return dispatch(ops.reshape, [this], { shape: inferSize(shape, this.size) });
  }
  /** Axes `start` to `end` (both included) as one. */
  flatten(start = 0, end = -1): Tensor {
    if (this.rank === 0) return this.reshape([1]);
    const first = normalizeAxis(start, this.rank, 'flatten');
    const last = normalizeAxis(end, this.rank, 'flatten');
    const merged = this.shape.slice(first, last + 1).reduce((product, size) => product * size, 1);
    return this.reshape([...this.shape.slice(0, first), merged, ...this.shape.slice(last + 1)]);
  }
  /** The axes in another order. */
  permute(axes: readonly number[]): Tensor {
    const normal = axes.map((axis) => normalizeAxis(axis, this.rank, 'permute'));
    return dispatch(ops.permute, [this], { axes: normal });
  }
  /** Two axes swapped; by default the last two. */
  transpose(a = -2, b = -1): Tensor {
    const axes = normalizeAxes(undefined, this.rank, 'transpose');
    const [i, j] = [
      normalizeAxis(a, this.rank, 'transpose'),
      normalizeAxis(b, this.rank, 'transpose'),
    ];
    [axes[i], axes[j]] = [j, i];
    return this.permute(axes);
  }
  /** Repeats axes of size 1 up to `shape`, without a copy. */
  expand(shape: readonly number[]): Tensor {
    return dispatch(ops.expand, [this], { shape });
  }
  /** A new axis of size 1 before `axis`. */
  unsqueeze(axis: number): Tensor {
    const at = normalizeAxis(axis, this.rank + 1, 'unsqueeze');
    return this.reshape([...this.shape.slice(0, at), 1, ...this.shape.slice(at)]);
  }
  /** Without `axis` if its size is 1; without all such axes by default. */
  squeeze(axis?: number): Tensor {
    const axes = normalizeAxes(axis, this.rank, 'squeeze');
    return this.reshape(this.shape.filter((size, i) => size !== 1 || !axes.includes(i)));
  }
  /** A window, one range an axis: `x.slice([0, 2], [null, null, -1])` is NumPy's `x[0:2, ::-1]`. */
  slice(...ranges: SliceRange[]): Tensor {
    return dispatch(ops.slice, [this], resolveSlices(this.shape, ranges));
  }
  /** The same elements as another tensor object, with a gradient of its own. */
  alias(): Tensor {
    return dispatch(ops.alias, [this], none);
  }
  /** A contiguous copy. */
  clone(): Tensor {
    return dispatch(ops.clone, [this], none);
  }
  /** As another dtype: to int32 cuts off, to bool is "not 0". */
  to(dtype: DType): Tensor {
    return this.dtype === dtype ? this : dispatch(ops.cast, [this], { dtype });
  }

  // Indexing

  /** `output[i][j] = this[index[i][j]][j]` for axis 0 (PyTorch's gather); `index` is int32. */
  gather(axis: number, index: Tensor): Tensor {
    return dispatch(ops.gather, [this, index], { axis: normalizeAxis(axis, this.rank, 'gather') });
  }
  /** A copy in which `source` is added at `index` along `axis`; the inverse of `gather`. */
  scatterAdd(axis: number, index: Tensor, source: Tensor): Tensor {
    const attributes = { axis: normalizeAxis(axis, this.rank, 'scatterAdd') };
    return dispatch(ops.scatterAdd, [this, index, source], attributes);
  }
}

Object.defineProperty(Tensor.prototype, 'isPlumblineTensor', { value: true });
constructTensorsWith((view, origin) => new Tensor(view, origin));

/** Brings `axis` to the end and back, for ops that work on the last axis. */
function overLastAxis(x: Tensor, axis: number, op: string, apply: (x: Tensor) => Tensor): Tensor {
  const normal = normalizeAxis(axis, x.rank, op);
  if (normal === x.rank - 1) return apply(x);
  return scope(() => apply(x.transpose(normal, -1)).transpose(normal, -1));
}
