import type { ArrayView } from '../array-view.ts';
import type { ReduceOp, SoftmaxOp } from '../kernels.ts';
import type { PointwiseOp } from '../pointwise.ts';
import { ReferenceKernels } from '../reference/reference-kernels.ts';
import type { FeatureMode } from './assembler/feature-mode.ts';
import { Copy } from './copy/copy.ts';
import { Matmul } from './matmul/matmul.ts';
import { Pointwise } from './pointwise/pointwise.ts';
import { Reduce } from './reduce/reduce.ts';
import type { Scratch } from './scratch.ts';
import { Softmax } from './softmax/softmax.ts';

export interface WasmKernelsOptions {
  /** What all views that are passed to the kernels lie in. */
  readonly memory: WebAssembly.Memory;
  readonly mode: FeatureMode;
  readonly scratch: Scratch;
}

/**
 * Float32 kernels in WebAssembly, generated for this machine's features when they are first used.
 * What they don't cover (other dtypes, rare ops) the reference kernels do on the same memory.
 */
export class WasmKernels extends ReferenceKernels {
  readonly #pointwise: Pointwise;
  readonly #matmul: Matmul;
  readonly #copy: Copy;
  readonly #reduce: Reduce;
  readonly #softmax: Softmax;

  constructor({ memory, mode, scratch }: WasmKernelsOptions) {
    super();
    this.#pointwise = new Pointwise(memory, mode);
    this.#matmul = new Matmul(memory, mode, scratch);
    this.#copy = new Copy(memory, mode);
    this.#reduce = new Reduce(memory, mode, scratch, this.#copy);
    this.#softmax = new Softmax(memory, mode, scratch, this.#copy);
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

  override copy(input: ArrayView, output: ArrayView): void {
    if (!this.#copy.run(input, output)) super.copy(input, output);
  }

  override softmax(op: SoftmaxOp, input: ArrayView, output: ArrayView): void {
    if (output.dtype === 'float32') this.#softmax.run(op, input, output);
    else super.softmax(op, input, output);
  }
}
