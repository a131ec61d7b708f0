import { type ArrayView, elementCount, isContiguous } from '../../array-view.ts';
import type { SoftmaxOp } from '../../kernels.ts';
import type { FeatureMode } from '../assembler/feature-mode.ts';
import type { Copy } from '../copy/copy.ts';
import { KernelCache } from '../kernel-cache.ts';
import type { Scratch } from '../scratch.ts';
import { softmaxRows } from './kernels.ts';

/** Float32 softmax and its logarithm over the last axis. */
export class Softmax {
  readonly #mode: FeatureMode;
  readonly #scratch: Scratch;
  readonly #copy: Copy;
  readonly #kernels: KernelCache;

  constructor(memory: WebAssembly.Memory, mode: FeatureMode, scratch: Scratch, copy: Copy) {
    this.#mode = mode;
    this.#scratch = scratch;
    this.#copy = copy;
    this.#kernels = new KernelCache(memory);
  }

  run(op: SoftmaxOp, input: ArrayView, output: ArrayView): void {
    const count = elementCount(input.shape);
    if (count === 0) return;
    const columns = input.shape.at(-1) ?? 1;
    let source = input.offset * 4;
    if (!isContiguous(input)) {
      source = this.#scratch(count * 4);
      this.#copy.toContiguous(input, source);
    }
    const kernel = this.#kernels.get(op, () => softmaxRows(this.#mode, op));
    kernel(source, output.offset * 4, count / columns, columns);
  }
}
