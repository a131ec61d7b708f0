import type { ArrayView } from '../array-view.ts';
import type { PointwiseOp } from '../pointwise.ts';
import { ReferenceKernels } from '../reference/reference-kernels.ts';
import type { FeatureMode } from './assembler/feature-mode.ts';
import { Matmul } from './matmul/matmul.ts';
import { Pointwise } from './pointwise/pointwise.ts';
import type { Scratch } from './scratch.ts';

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
  readonly #options: WasmKernelsOptions;
  readonly #pointwise: Pointwise;
  #lazyMatmul: Matmul | undefined;

  constructor(options: WasmKernelsOptions) {
    super();
    this.#options = options;
    this.#pointwise = new Pointwise(options.memory, options.mode);
  }

  override pointwise(
    op: PointwiseOp,
    inputs: readonly (ArrayView | number)[],
    output: ArrayView,
  ): void {
    if (!this.#pointwise.run(op, inputs, output)) super.pointwise(op, inputs, output);
  }

  override matmul(a: ArrayView, b: ArrayView, output: ArrayView): void {
    if (output.dtype === 'float32') this.#matmul.run(a, b, output);
    else super.matmul(a, b, output);
  }

  get #matmul(): Matmul {
    const { memory, mode, scratch } = this.#options;
    this.#lazyMatmul ??= new Matmul(memory, mode, scratch);
    return this.#lazyMatmul;
  }
}
