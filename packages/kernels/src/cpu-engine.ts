import { type ArrayView, contiguousStrides, elementCount, isContiguous } from './array-view.ts';
import { type DType, type TypedArray, typedArray } from './dtype.ts';
import {
  type Buffer,
  type Engine,
  type EngineMemory,
  type EngineName,
  isWhole,
  type View,
} from './engine.ts';
import { Deferral } from './fusion/deferral.ts';
import type { FusingKernels } from './fusion/fusing-kernels.ts';
import { areWithin, type IndexRange, isWithin } from './index-range.ts';
import type {
  ArgReduceOp,
  ConvGeometry,
  Distribution,
  InnerProducts,
  Kernels,
  PoolGeometry,
  RandomKey,
  ReduceOp,
  SoftmaxOp,
  SortOrder,
} from './kernels.ts';
import type { Residency } from './memory/residency.ts';
import { Residents } from './memory/residents.ts';
import type { PointwiseOp } from './pointwise.ts';
import { copy } from './reference/copy.ts';

/** An engine on this thread: buffers in one arena, arithmetic by whichever kernels it is given. */
export class CpuEngine implements Engine {
  readonly name: EngineName;
  readonly #residency: Residency;
  readonly #residents: Residents;
  readonly #kernels: Kernels<ArrayView>;
  readonly #deferral: Deferral | null;

  /** Kernels that can fuse are called when something needs their results. */
  constructor(name: EngineName, residency: Residency, kernels: Kernels<ArrayView> | FusingKernels) {
    this.name = name;
    this.#residency = residency;
    this.#residents = new Residents(residency);
    this.#kernels = kernels;
    this.#deferral = 'evaluate' in kernels ? new Deferral(this.#residents, kernels) : null;
  }

  allocate(dtype: DType, length: number, origin: string): Buffer {
    return this.#residency.allocate(dtype, length, origin);
  }

  adopt(dtype: DType, data: TypedArray, origin: string): Buffer {
    return this.#residency.adopt(dtype, data, origin);
  }

  retain(buffer: Buffer): void {
    this.#residents.blockOf(buffer).references++;
  }

  release(buffer: Buffer): void {
    this.#residency.release(this.#residents.blockOf(buffer));
  }

  settle(views: readonly View[]): void {
    this.#deferral?.settleTogether(views);
  }

  fill(value: number, output: View): void {
    this.#residents.use(output);
    this.#kernels.fill(value, this.#residents.locate(output));
  }

  readSync(view: View): TypedArray {
    const { dtype } = view.buffer;
    const source = this.#residents.readable(view);
    const length = elementCount(view.shape);
    if (isContiguous(view)) return source.data.slice(source.offset, source.offset + length);
    const data = typedArray(dtype, length);
    copy(source, contiguousView(dtype, data, view.shape));
    return data;
  }

  async read(view: View): Promise<TypedArray> {
    return this.readSync(view);
  }

  endStep(): void {
    this.#residency.endStep();
    this.#deferral?.endStep();
  }

  memory(): EngineMemory {
    this.#deferral?.settleAll();
    return this.#residency.memory();
  }

  pointwise(op: PointwiseOp, inputs: readonly (View | number)[], output: View): void {
    if (this.#deferral?.pointwise(op, inputs, output) === true) return;
    this.#residents.use(output, ...inputs);
    const located = inputs.map((input) =>
      typeof input === 'number' ? input : this.#residents.locate(input),
    );
    this.#kernels.pointwise(op, located, this.#residents.locate(output));
  }

  reduce(op: ReduceOp, input: View, axes: readonly number[], output: View): void {
    if (this.#deferral?.reduce(op, input, axes, output) === true) return;
    this.#residents.use(input, output);
    this.#kernels.reduce(op, this.#residents.locate(input), axes, this.#residents.locate(output));
  }

  argReduce(op: ArgReduceOp, input: View, axis: number, output: View): void {
    this.#residents.use(input, output);
    this.#kernels.argReduce(
      op,
      this.#residents.locate(input),
      axis,
      this.#residents.locate(output),
    );
  }

  argSort(input: View, axis: number, order: SortOrder, output: View): void {
    this.#residents.use(input, output);
    this.#kernels.argSort(
      this.#residents.locate(input),
      axis,
      order,
      this.#residents.locate(output),
    );
  }

  linearScan(decay: View | number, input: View, axis: number, output: View): void {
    this.#residents.use(decay, input, output);
    const located = typeof decay === 'number' ? decay : this.#residents.locate(decay);
    const [x, to] = [this.#residents.locate(input), this.#residents.locate(output)];
    this.#kernels.linearScan(located, x, axis, to);
  }

  matmul(a: View, b: View, output: View): void {
    this.#residents.use(a, b, output);
    this.#kernels.matmul(
      this.#residents.locate(a),
      this.#residents.locate(b),
      this.#residents.locate(output),
    );
  }

  conv2d(input: View, weight: View, geometry: ConvGeometry, output: View): void {
    this.#residents.use(input, weight, output);
    const [x, y] = [this.#residents.locate(input), this.#residents.locate(weight)];
    this.#kernels.conv2d(x, y, geometry, this.#residents.locate(output));
  }

  conv2dGradInput(gradient: View, weight: View, geometry: ConvGeometry, output: View): void {
    this.#residents.use(gradient, weight, output);
    const [x, y] = [this.#residents.locate(gradient), this.#residents.locate(weight)];
    this.#kernels.conv2dGradInput(x, y, geometry, this.#residents.locate(output));
  }

  conv2dGradWeight(input: View, gradient: View, geometry: ConvGeometry, output: View): void {
    this.#residents.use(input, gradient, output);
    const [x, y] = [this.#residents.locate(input), this.#residents.locate(gradient)];
    this.#kernels.conv2dGradWeight(x, y, geometry, this.#residents.locate(output));
  }

  channelMoments(input: View, output: View): void {
    this.#residents.use(input, output);
    this.#kernels.channelMoments(this.#residents.locate(input), this.#residents.locate(output));
  }

  channelSums(gradient: View, input: View, moments: View, output: View): void {
    this.#residents.use(gradient, input, moments, output);
    const [g, x, m] = [gradient, input, moments].map((view) => this.#residents.locate(view));
    this.#kernels.channelSums(g!, x!, m!, this.#residents.locate(output));
  }

  innerProducts(form: InnerProducts, inputs: readonly View[], output: View): void {
    this.#residents.use(...inputs, output);
    const located = inputs.map((input) => this.#residents.locate(input));
    this.#kernels.innerProducts(form, located, this.#residents.locate(output));
  }

  zeroSlices(input: View, axis: number, output: View): void {
    this.#residents.use(input, output);
    const [x, to] = [this.#residents.locate(input), this.#residents.locate(output)];
    this.#kernels.zeroSlices(x, axis, to);
  }

  layerNorm(input: View, weight: View, bias: View, eps: number, output: View): void {
    this.#residents.use(input, weight, bias, output);
    const [x, w, b] = [input, weight, bias].map((view) => this.#residents.locate(view));
    this.#kernels.layerNorm(x!, w!, b!, eps, this.#residents.locate(output));
  }

  layerNormGrad(
    gradient: View,
    input: View,
    weight: View,
    eps: number,
    toInput: View,
    toParameters: View,
  ): void {
    this.#residents.use(gradient, input, weight, toInput, toParameters);
    const [g, x, w] = [gradient, input, weight].map((view) => this.#residents.locate(view));
    const [toX, toW] = [toInput, toParameters].map((view) => this.#residents.locate(view));
    this.#kernels.layerNormGrad(g!, x!, w!, eps, toX!, toW!);
  }

  maxPool2d(input: View, geometry: PoolGeometry, output: View): void {
    this.#residents.use(input, output);
    this.#kernels.maxPool2d(
      this.#residents.locate(input),
      geometry,
      this.#residents.locate(output),
    );
  }

  maxPool2dIndex(input: View, geometry: PoolGeometry, output: View): void {
    this.#residents.use(input, output);
    this.#kernels.maxPool2dIndex(
      this.#residents.locate(input),
      geometry,
      this.#residents.locate(output),
    );
  }

  avgPool2d(input: View, geometry: PoolGeometry, output: View): void {
    this.#residents.use(input, output);
    this.#kernels.avgPool2d(
      this.#residents.locate(input),
      geometry,
      this.#residents.locate(output),
    );
  }

  avgPool2dGrad(gradient: View, geometry: PoolGeometry, output: View): void {
    this.#residents.use(gradient, output);
    this.#kernels.avgPool2dGrad(
      this.#residents.locate(gradient),
      geometry,
      this.#residents.locate(output),
    );
  }

  copy(input: View, output: View): void {
    // Put off as an op, it becomes a part of the sum that is going to count them.
    const countsBools = input.buffer.dtype === 'bool' && output.buffer.dtype === 'float32';
    if (countsBools && this.#deferral?.pointwise('where', [input, 1, 0], output) === true) return;
    this.#residents.use(input, output);
    this.#kernels.copy(this.#residents.locate(input), this.#residents.locate(output));
  }

  softmax(op: SoftmaxOp, input: View, output: View): void {
    this.#residents.use(input, output);
    this.#kernels.softmax(op, this.#residents.locate(input), this.#residents.locate(output));
  }

  crossEntropy(logits: View, labels: View, ignored: number | null, output: View): void {
    this.#withIndices(labels, { below: logits.shape[1]!, ignored }, () => {
      this.#residents.use(logits, labels, output);
      const [x, y] = [this.#residents.locate(logits), this.#residents.locate(labels)];
      this.#kernels.crossEntropy(x, y, ignored, this.#residents.locate(output));
    });
  }

  crossEntropyGrad(
    logits: View,
    labels: View,
    ignored: number | null,
    gradient: View,
    output: View,
  ): void {
    this.#withIndices(labels, { below: logits.shape[1]!, ignored }, () => {
      this.#residents.use(logits, labels, gradient, output);
      const [x, y, g] = [
        this.#residents.locate(logits),
        this.#residents.locate(labels),
        this.#residents.locate(gradient),
      ];
      this.#kernels.crossEntropyGrad(x, y, ignored, g, this.#residents.locate(output));
    });
  }

  gather(input: View, axis: number, index: View, output: View): void {
    this.#withIndices(index, { below: input.shape[axis]!, ignored: null }, () => {
      this.#residents.use(input, index, output);
      this.#kernels.gather(
        this.#residents.locate(input),
        axis,
        this.#residents.locate(index),
        this.#residents.locate(output),
      );
    });
  }

  scatterAdd(source: View, axis: number, index: View, output: View): void {
    this.#withIndices(index, { below: output.shape[axis]!, ignored: null }, () => {
      this.#residents.use(source, index, output);
      this.#kernels.scatterAdd(
        this.#residents.locate(source),
        axis,
        this.#residents.locate(index),
        this.#residents.locate(output),
      );
    });
  }

  /**
   * Runs a kernel that throws unless all indices are in a range. Each block is looked at once: what
   * is in the JavaScript heap here, the rest by the kernel, which has to be waited for.
   */
  #withIndices(index: View, range: IndexRange, run: () => void): void {
    const block = this.#residents.blockOf(index.buffer);
    const isKnown = (): boolean => isWithin(block.range, range);
    if (!isKnown() && block.host !== null && areWithin(block.host, range)) block.range = range;
    run();
    if (!isKnown() && isWhole(index)) block.range = range;
  }

  random(distribution: Distribution, key: RandomKey, counter: number, output: View): void {
    this.#residents.use(output);
    this.#kernels.random(distribution, key, counter, this.#residents.locate(output));
  }
}

function contiguousView(dtype: DType, data: TypedArray, shape: readonly number[]): ArrayView {
  return { dtype, data, offset: 0, shape, strides: contiguousStrides(shape) };
}
