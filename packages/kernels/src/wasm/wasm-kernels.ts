import type { ArrayView } from '../array-view.ts';
import type {
  ArgReduceOp,
  ConvGeometry,
  Distribution,
  PoolGeometry,
  RandomKey,
  ReduceOp,
  SoftmaxOp,
} from '../kernels.ts';
import type { PointwiseOp } from '../pointwise.ts';
import { ReferenceKernels } from '../reference/reference-kernels.ts';
import { solo, type Team } from '../threads/team.ts';
import { ArgReduce } from './arg-reduce/arg-reduce.ts';
import type { FeatureMode } from './assembler/feature-mode.ts';
import { Conv2d } from './conv/conv2d.ts';
import { Cast } from './copy/cast.ts';
import { Copy } from './copy/copy.ts';
import { CrossEntropy } from './cross-entropy/cross-entropy.ts';
import { Gather } from './gather/gather.ts';
import { Matmul } from './matmul/matmul.ts';
import { Pointwise } from './pointwise/pointwise.ts';
import { Pool2d } from './pool/pool2d.ts';
import { Random } from './random/random.ts';
import { Reduce } from './reduce/reduce.ts';
import type { Scratch } from './scratch.ts';
import { Softmax } from './softmax/softmax.ts';

export interface WasmKernelsOptions {
  /** What all views that are passed to the kernels lie in. */
  readonly memory: WebAssembly.Memory;
  readonly mode: FeatureMode;
  readonly scratch: Scratch;
  /** Who shares the work. Default: this thread alone. */
  readonly team?: Team;
}

/**
 * Float32 kernels in WebAssembly, generated for this machine's features when they are first used.
 * What they don't cover (other dtypes, rare ops) the reference kernels do on the same memory.
 */
export class WasmKernels extends ReferenceKernels {
  protected readonly team: Team;
  readonly #pointwise: Pointwise;
  readonly #matmul: Matmul;
  readonly #copy: Copy;
  readonly #conv2d: Conv2d;
  readonly #reduce: Reduce;
  readonly #softmax: Softmax;
  readonly #cast: Cast;
  readonly #gather: Gather;
  readonly #argReduce: ArgReduce;
  readonly #random: Random;
  readonly #pool2d: Pool2d;
  readonly #crossEntropy: CrossEntropy;

  constructor({ memory, mode, scratch, team = solo }: WasmKernelsOptions) {
    super();
    this.team = team;
    this.#pointwise = new Pointwise(memory, mode);
    this.#matmul = new Matmul(memory, mode, scratch);
    this.#copy = new Copy(memory, mode);
    const parts = { copy: this.#copy, matmul: this.#matmul };
    this.#conv2d = new Conv2d(memory, mode, scratch, parts);
    this.#reduce = new Reduce(memory, mode, scratch, this.#copy);
    this.#softmax = new Softmax(memory, mode, scratch, this.#copy);
    this.#cast = new Cast(memory, mode);
    this.#gather = new Gather(memory, mode, team);
    this.#argReduce = new ArgReduce(memory, mode, scratch, { copy: this.#copy, team });
    this.#random = new Random(memory, mode, team);
    const lookups = { copy: this.#copy, gather: this.#gather, team };
    this.#crossEntropy = new CrossEntropy(memory, mode, scratch, lookups);
    this.#pool2d = new Pool2d(memory, mode, scratch, { copy: this.#copy, team });
  }

  override pointwise(
    op: PointwiseOp,
    inputs: readonly (ArrayView | number)[],
    output: ArrayView,
  ): void {
    if (!this.#pointwise.run(op, inputs, output)) super.pointwise(op, inputs, output);
  }

  override reduce(
    op: ReduceOp,
    input: ArrayView,
    axes: readonly number[],
    output: ArrayView,
  ): void {
    if (!this.#reduce.run(op, input, axes, output)) super.reduce(op, input, axes, output);
  }

  override matmul(a: ArrayView, b: ArrayView, output: ArrayView): void {
    if (output.dtype === 'float32') this.#matmul.run(a, b, output);
    else super.matmul(a, b, output);
  }

  override conv2d(
    input: ArrayView,
    weight: ArrayView,
    geometry: ConvGeometry,
    output: ArrayView,
  ): void {
    if (output.dtype === 'float32') this.#conv2d.forward(input, weight, geometry, output);
    else super.conv2d(input, weight, geometry, output);
  }

  override conv2dGradInput(
    gradient: ArrayView,
    weight: ArrayView,
    geometry: ConvGeometry,
    output: ArrayView,
  ): void {
    if (output.dtype === 'float32') this.#conv2d.gradInput(gradient, weight, geometry, output);
    else super.conv2dGradInput(gradient, weight, geometry, output);
  }

  override conv2dGradWeight(
    input: ArrayView,
    gradient: ArrayView,
    geometry: ConvGeometry,
    output: ArrayView,
  ): void {
    if (output.dtype === 'float32') this.#conv2d.gradWeight(input, gradient, geometry, output);
    else super.conv2dGradWeight(input, gradient, geometry, output);
  }

  override copy(input: ArrayView, output: ArrayView): void {
    if (this.#copy.run(input, output) || this.#cast.run(input, output)) return;
    super.copy(input, output);
  }

  override softmax(op: SoftmaxOp, input: ArrayView, output: ArrayView): void {
    if (output.dtype === 'float32') this.#softmax.run(op, input, output);
    else super.softmax(op, input, output);
  }

  override argReduce(op: ArgReduceOp, input: ArrayView, axis: number, output: ArrayView): void {
    if (!this.#argReduce.run(op, input, axis, output)) super.argReduce(op, input, axis, output);
  }

  /** An index that is out of range is left to the reference kernel, which says where it is. */
  override gather(input: ArrayView, axis: number, index: ArrayView, output: ArrayView): void {
    if (this.#gather.run('gather', input, axis, index, output)) return;
    super.gather(input, axis, index, output);
  }

  override scatterAdd(source: ArrayView, axis: number, index: ArrayView, output: ArrayView): void {
    if (this.#gather.run('scatterAdd', output, axis, index, source)) return;
    super.scatterAdd(source, axis, index, output);
  }

  override random(
    distribution: Distribution,
    key: RandomKey,
    counter: number,
    output: ArrayView,
  ): void {
    if (this.#random.run(distribution, key, counter, output)) return;
    super.random(distribution, key, counter, output);
  }

  override maxPool2d(input: ArrayView, geometry: PoolGeometry, output: ArrayView): void {
    if (input.dtype === 'float32') this.#pool2d.pool('max', input, geometry, output);
    else super.maxPool2d(input, geometry, output);
  }

  override maxPool2dIndex(input: ArrayView, geometry: PoolGeometry, output: ArrayView): void {
    if (input.dtype === 'float32') this.#pool2d.pool('maxIndex', input, geometry, output);
    else super.maxPool2dIndex(input, geometry, output);
  }

  override avgPool2d(input: ArrayView, geometry: PoolGeometry, output: ArrayView): void {
    if (input.dtype === 'float32') this.#pool2d.pool('mean', input, geometry, output);
    else super.avgPool2d(input, geometry, output);
  }

  override avgPool2dGrad(gradient: ArrayView, geometry: PoolGeometry, output: ArrayView): void {
    if (output.dtype === 'float32') this.#pool2d.avgGrad(gradient, geometry, output);
    else super.avgPool2dGrad(gradient, geometry, output);
  }

  /** A label that is no class is left to the reference kernel, as in `gather`. */
  override crossEntropy(logits: ArrayView, labels: ArrayView, output: ArrayView): void {
    if (!this.#crossEntropy.forward(logits, labels, output)) {
      super.crossEntropy(logits, labels, output);
    }
  }

  override crossEntropyGrad(
    logits: ArrayView,
    labels: ArrayView,
    gradient: ArrayView,
    output: ArrayView,
  ): void {
    if (!this.#crossEntropy.gradient(logits, labels, gradient, output)) {
      super.crossEntropyGrad(logits, labels, gradient, output);
    }
  }
}
