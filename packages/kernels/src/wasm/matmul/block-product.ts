import type { FeatureMode } from '../assembler/feature-mode.ts';
import type { Kernel } from '../assembler/module-builder.ts';
import { KernelCache } from '../kernel-cache.ts';
import { type AdjacentInA, multiplyBlock, type StepsOfB } from './multiply-block.ts';
import { rowTiles } from './row-tiles.ts';
import { tileRows } from './tile.ts';

/**
 * Products of blocks: whole tiles of rows by one kernel, the rows that are left by one that has just
 * so many, since 16 and 32 channels are no multiples of 6. (Measured with 16: 36 products of
 * [16, 16] x [16, 2048] take 1.0 ms instead of 1.3.)
 */
export class BlockProduct {
  readonly #mode: FeatureMode;
  readonly #adjacent: AdjacentInA;
  readonly #stepsOfB: StepsOfB;
  /** By their rows. */
  readonly #kernels: KernelCache;

  constructor(
    memory: WebAssembly.Memory,
    mode: FeatureMode,
    adjacent: AdjacentInA,
    stepsOfB: StepsOfB = 'stride',
  ) {
    this.#mode = mode;
    this.#adjacent = adjacent;
    this.#stepsOfB = stepsOfB;
    this.#kernels = new KernelCache(memory, mode);
  }

  // biome-ignore format: one line a matrix.
  /** The parameters of `multiplyBlock`. */
  run(
    a: number, aStride: number, aTile: number,
    b: number, bStride: number, bTile: number,
    c: number, cStride: number,
    m: number, n: number, k: number, accumulate: boolean, edge: number,
    count = 1, aNext = 0, bNext = 0, cNext = 0,
  ): void {
    const adds = accumulate ? 1 : 0;
    // Packed panels have as many rows as a whole tile.
    const isPacked = this.#adjacent === 'rows' && aTile !== tileRows * 4;
    let [aRow, cRow] = [a, c];
    for (const { height, count: tiles } of rowTiles(m, !isPacked)) {
      const aStep = isPacked ? aTile : (aTile / tileRows) * height;
      this.#kernel(height)(
        aRow, aStride, aStep, b, bStride, bTile, cRow, cStride,
        tiles * height, n, k, adds, edge, count, aNext, bNext, cNext,
      );
      aRow += tiles * aStep;
      cRow += tiles * height * cStride;
    }
  }

  #kernel(rows: number): Kernel {
    return this.#kernels.get(rows, () =>
      multiplyBlock(this.#mode, this.#adjacent, this.#stepsOfB, rows),
    );
  }
}
