import type { FeatureMode } from '../../assembler/feature-mode.ts';
import { KernelCache } from '../../kernel-cache.ts';
import { edgeBytes, multiplyBlock } from '../../matmul/multiply-block.ts';
import { tileColumns, tileRows } from '../../matmul/tile.ts';

/** One matrix product a plane: `c[m, n] = a[m, k] b[k, n]`, or added to c. */
export interface PlaneProducts {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Row-major, `aRow` floats a row. */
  readonly a: number;
  readonly aRow: number;
  readonly aPlane: number;
  /** In panels of 8 columns. */
  readonly b: number;
  readonly bPlane: number;
  /** Row-major, `cRow` floats a row. */
  readonly c: number;
  readonly cRow: number;
  readonly cPlane: number;
  readonly accumulate: boolean;
  readonly edge: number;
}

export const planeCount = 36;

/** The products of all planes. Strides of planes are in bytes. */
export class PlaneProduct {
  readonly #mode: FeatureMode;
  readonly #kernels: KernelCache;

  constructor(memory: WebAssembly.Memory, mode: FeatureMode) {
    this.#mode = mode;
    this.#kernels = new KernelCache(memory);
  }

  get edgeBytes(): number {
    return edgeBytes(this.#mode);
  }

  run(products: PlaneProducts): void {
    const { m, n, k, a, aRow, aPlane, b, bPlane, c, cRow, cPlane, accumulate, edge } = products;
    const kernel = this.#kernels.get('depth', () => multiplyBlock(this.#mode, 'depth'));
    const bRow = tileColumns(this.#mode) * 4;
    for (let plane = 0; plane < planeCount; plane++) {
      kernel(
        ...[a + plane * aPlane, aRow * 4, aRow * 4 * tileRows],
        ...[b + plane * bPlane, bRow, bRow * k, c + plane * cPlane, cRow * 4],
        ...[m, n, k, accumulate ? 1 : 0, edge],
      );
    }
  }
}
