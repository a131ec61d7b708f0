import type { ArrayView } from '../../array-view.ts';
import type { FeatureMode } from '../assembler/feature-mode.ts';
import { collapse } from '../collapse.ts';
import { KernelCache } from '../kernel-cache.ts';
import { countZeroSlices } from './kernel.ts';

/** Counts slices of float32 that are 0 throughout. */
export class ZeroSlices {
  readonly #mode: FeatureMode;
  readonly #kernels: KernelCache;

  constructor(memory: WebAssembly.Memory, mode: FeatureMode) {
    this.#mode = mode;
    this.#kernels = new KernelCache(memory, mode);
  }

  /** Computes and returns true, or returns false if it has no kernel for this. */
  run({ dtype, offset, shape, strides }: ArrayView, axis: number, output: ArrayView): boolean {
    if (dtype !== 'float32') return false;
    const slice = collapse(shape.toSpliced(axis, 1), [strides.toSpliced(axis, 1)]);
    const steps = slice.strides[0]!;
    if (steps.length > 2) return false;
    const kernel = this.#kernels.get(0, () => countZeroSlices(this.#mode));
    const [rows, columns] = [slice.shape.at(-2) ?? 1, slice.shape.at(-1)!];
    const [rowStep, columnStep] = [steps.at(-2) ?? 0, steps.at(-1)!];
    const distances = [strides[axis]!, rowStep, columnStep].map((step) => step * 4);
    kernel(offset * 4, output.offset * 8, shape[axis]!, rows, columns, ...distances);
    return true;
  }
}
