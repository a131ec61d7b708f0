import { type ArrayView, contiguousStrides, elementCount, isContiguous } from './array-view.ts';
import { type DType, type TypedArray, typedArray } from './dtype.ts';
import type { Buffer, Engine, EngineMemory, EngineName, View } from './engine.ts';
import type {
  ArgReduceOp,
  ConvGeometry,
  Distribution,
  Kernels,
  PoolGeometry,
  RandomKey,
  ReduceOp,
  SoftmaxOp,
} from './kernels.ts';
import { Block, type Residency } from './memory/residency.ts';
import type { PointwiseOp } from './pointwise.ts';
import { copy } from './reference/copy.ts';

/** An engine on this thread: buffers in one arena, arithmetic by whichever kernels it is given. */
export class CpuEngine implements Engine {
  readonly name: EngineName;
  readonly #residency: Residency;
  readonly #kernels: Kernels<ArrayView>;
  #heaps: Record<DType, TypedArray>;

  constructor(name: EngineName, residency: Residency, kernels: Kernels<ArrayView>) {
    this.name = name;
    this.#residency = residency;
    this.#kernels = kernels;
    this.#heaps = heapsOver(residency.arena.memory.buffer);
  }

  allocate(dtype: DType, length: number, origin: string): Buffer {
    return this.#residency.allocate(dtype, length, origin);
  }

  adopt(dtype: DType, data: TypedArray, origin: string): Buffer {
    return this.#residency.adopt(dtype, data, origin);
  }

  retain(buffer: Buffer): void {
    this.#blockOf(buffer).references++;
  }

  release(buffer: Buffer): void {
    this.#residency.release(this.#blockOf(buffer));
  }

  fill(value: number, output: View): void {
    this.#use(output);
    const { data, offset } = this.#locate(output);
    data.fill(value, offset, offset + elementCount(output.shape));
  }

  readSync(view: View): TypedArray {
    const { dtype } = view.buffer;
    const source = this.#readable(view);
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
  }

  memory(): EngineMemory {
    return this.#residency.memory();
  }

  pointwise(op: PointwiseOp, inputs: readonly (View | number)[], output: View): void {
    this.#use(output, ...inputs);
    const located = inputs.map((input) =>
      typeof input === 'number' ? input : this.#locate(input),
    );
    this.#kernels.pointwise(op, located, this.#locate(output));
  }

  reduce(op: ReduceOp, input: View, axes: readonly number[], output: View): void {
    this.#use(input, output);
    this.#kernels.reduce(op, this.#locate(input), axes, this.#locate(output));
  }

  argReduce(op: ArgReduceOp, input: View, axis: number, output: View): void {
    this.#use(input, output);
    this.#kernels.argReduce(op, this.#locate(input), axis, this.#locate(output));
  }

  matmul(a: View, b: View, output: View): void {
    this.#use(a, b, output);
    this.#kernels.matmul(this.#locate(a), this.#locate(b), this.#locate(output));
  }

  conv2d(input: View, weight: View, geometry: ConvGeometry, output: View): void {
    this.#use(input, weight, output);
    const [x, y] = [this.#locate(input), this.#locate(weight)];
    this.#kernels.conv2d(x, y, geometry, this.#locate(output));
  }

  conv2dGradInput(gradient: View, weight: View, geometry: ConvGeometry, output: View): void {
    this.#use(gradient, weight, output);
    const [x, y] = [this.#locate(gradient), this.#locate(weight)];
    this.#kernels.conv2dGradInput(x, y, geometry, this.#locate(output));
  }

  conv2dGradWeight(input: View, gradient: View, geometry: ConvGeometry, output: View): void {
    this.#use(input, gradient, output);
    const [x, y] = [this.#locate(input), this.#locate(gradient)];
    this.#kernels.conv2dGradWeight(x, y, geometry, this.#locate(output));
  }

  channelMoments(input: View, output: View): void {
    this.#use(input, output);
    this.#kernels.channelMoments(this.#locate(input), this.#locate(output));
  }

  channelSums(gradient: View, input: View, moments: View, output: View): void {
    this.#use(gradient, input, moments, output);
    const [g, x, m] = [gradient, input, moments].map((view) => this.#locate(view));
    this.#kernels.channelSums(g!, x!, m!, this.#locate(output));
  }

  maxPool2d(input: View, geometry: PoolGeometry, output: View): void {
    this.#use(input, output);
    this.#kernels.maxPool2d(this.#locate(input), geometry, this.#locate(output));
  }

  maxPool2dIndex(input: View, geometry: PoolGeometry, output: View): void {
    this.#use(input, output);
    this.#kernels.maxPool2dIndex(this.#locate(input), geometry, this.#locate(output));
  }

  avgPool2d(input: View, geometry: PoolGeometry, output: View): void {
    this.#use(input, output);
    this.#kernels.avgPool2d(this.#locate(input), geometry, this.#locate(output));
  }

  avgPool2dGrad(gradient: View, geometry: PoolGeometry, output: View): void {
    this.#use(gradient, output);
    this.#kernels.avgPool2dGrad(this.#locate(gradient), geometry, this.#locate(output));
  }

  copy(input: View, output: View): void {
    this.#use(input, output);
    this.#kernels.copy(this.#locate(input), this.#locate(output));
  }

  softmax(op: SoftmaxOp, input: View, output: View): void {
    this.#use(input, output);
    this.#kernels.softmax(op, this.#locate(input), this.#locate(output));
  }

  crossEntropy(logits: View, labels: View, output: View): void {
    this.#use(logits, labels, output);
    const [x, y] = [this.#locate(logits), this.#locate(labels)];
    this.#kernels.crossEntropy(x, y, this.#locate(output));
  }

  crossEntropyGrad(logits: View, labels: View, gradient: View, output: View): void {
    this.#use(logits, labels, gradient, output);
    const [x, y, g] = [this.#locate(logits), this.#locate(labels), this.#locate(gradient)];
    this.#kernels.crossEntropyGrad(x, y, g, this.#locate(output));
  }

  gather(input: View, axis: number, index: View, output: View): void {
    this.#use(input, index, output);
    this.#kernels.gather(this.#locate(input), axis, this.#locate(index), this.#locate(output));
  }

  scatterAdd(source: View, axis: number, index: View, output: View): void {
    this.#use(source, index, output);
    this.#kernels.scatterAdd(this.#locate(source), axis, this.#locate(index), this.#locate(output));
  }

  random(distribution: Distribution, key: RandomKey, counter: number, output: View): void {
    this.#use(output);
    this.#kernels.random(distribution, key, counter, this.#locate(output));
  }

  #blockOf(buffer: Buffer): Block {
    if (buffer instanceof Block && buffer.home === this.#residency) return buffer;
    throw new TypeError(
      `a tensor of another engine was used (made by ${buffer.origin}): choose the engine first, ` +
        'then make tensors',
    );
  }

  /** All of a kernel's blocks move in before any is located: moving in may grow the memory. */
  #use(...views: (View | number)[]): void {
    for (const view of views) {
      if (typeof view !== 'number') this.#residency.use(this.#blockOf(view.buffer));
    }
    const { buffer } = this.#residency.arena.memory;
    if (this.#heaps.bool.buffer !== buffer) this.#heaps = heapsOver(buffer);
  }

  #locate(view: View): ArrayView {
    const { dtype, address } = this.#blockOf(view.buffer);
    const data = this.#heaps[dtype];
    const offset = view.offset + address / data.BYTES_PER_ELEMENT;
    return { dtype, data, offset, shape: view.shape, strides: view.strides };
  }

  /** What was moved out of the arena is read where it is. */
  #readable(view: View): ArrayView {
    const { dtype, address, host } = this.#blockOf(view.buffer);
    if (address === 0 && host !== null) {
      return { dtype, data: host, offset: view.offset, shape: view.shape, strides: view.strides };
    }
    this.#use(view);
    return this.#locate(view);
  }
}

function contiguousView(dtype: DType, data: TypedArray, shape: readonly number[]): ArrayView {
  return { dtype, data, offset: 0, shape, strides: contiguousStrides(shape) };
}

function heapsOver(memory: ArrayBufferLike): Record<DType, TypedArray> {
  return {
    float32: new Float32Array(memory),
    float64: new Float64Array(memory),
    int32: new Int32Array(memory),
    bool: new Uint8Array(memory),
  };
}
