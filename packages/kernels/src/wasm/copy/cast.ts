import { type ArrayView, elementCount } from '../../array-view.ts';
import { bytesPerElement } from '../../dtype.ts';
import type { FeatureMode } from '../assembler/feature-mode.ts';
import { collapse } from '../collapse.ts';
import { KernelCache } from '../kernel-cache.ts';
import { outerLoop } from '../outer-loop.ts';
import { castPlane, hasCast } from './casts.ts';

/** Copies between views of different dtypes. */
export class Cast {
  readonly #mode: FeatureMode;
  readonly #kernels: KernelCache;

  constructor(memory: WebAssembly.Memory, mode: FeatureMode) {
    this.#mode = mode;
    this.#kernels = new KernelCache(memory, mode);
  }

  /** Casts and returns true, or returns false if it has no kernel for this. */
  run(input: ArrayView, output: ArrayView): boolean {
    const dtypes = [input.dtype, output.dtype] as const;
    if (!hasCast(...dtypes)) return false;
    if (elementCount(input.shape) === 0) return true;
    const { shape, strides } = collapse(input.shape, [output.strides, input.strides]);
    const sizes = [bytesPerElement[output.dtype], bytesPerElement[input.dtype]] as const;
    const [to, from] = strides.map((side, i) => side.map((stride) => stride * sizes[i]!));
    const isAdjacent = strides.every((side) => side.at(-1) === 1);
    const kernel = this.#kernels.get(`${dtypes.join(' ')} ${isAdjacent}`, () =>
      castPlane(this.#mode, dtypes, isAdjacent),
    );
    const plane = [shape.at(-2) ?? 1, shape.at(-1)!];
    const rowStrides = [to!.at(-2) ?? 0, from!.at(-2) ?? 0];
    const columnStrides = [to!.at(-1)!, from!.at(-1)!];
    outerLoop(
      shape.slice(0, -2),
      [output.offset * sizes[0], input.offset * sizes[1]],
      [to!, from!].map((side, parameter) => ({ parameter, strides: side.slice(0, -2) })),
      (target, source) => kernel(target!, source!, ...plane, ...rowStrides, ...columnStrides),
    );
    return true;
  }
}
