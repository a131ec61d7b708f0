import type { FeatureMode } from '../../assembler/feature-mode.ts';
import { BlockProduct } from '../../matmul/block-product.ts';
import { edgeBytes } from '../../matmul/multiply-block.ts';
import { tileColumns, tileRows } from '../../matmul/tile.ts';
import type { Planes } from './planes.ts';

/** Elements of a transformed tile, 6x6. */
export const planeCount = 36;

/** In every plane `c[m, n] = a[m, k] b[k, n]`, or added to c; a and c by rows, b in panels. */
export interface PlaneProducts {
  readonly a: Planes;
  readonly b: Planes;
  readonly c: Planes;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly accumulate: boolean;
  /** Scratch space of `edgeBytes`. */
  readonly edge: number;
}

/** The products of all planes. */
export class PlaneProduct {
  readonly #mode: FeatureMode;
  readonly #product: BlockProduct;

  constructor(memory: WebAssembly.Memory, mode: FeatureMode) {
    this.#mode = mode;
    this.#product = new BlockProduct(memory, mode, 'depth');
  }

  get edgeBytes(): number {
    return edgeBytes(this.#mode);
  }
  /** Columns of a panel of b. */
  get panel(): number {
    return tileColumns(this.#mode);
  }

  run({ a, b, c, m, n, k, accumulate, edge }: PlaneProducts): void {
    const bRow = this.panel * 4;
    // biome-ignore format: one line a matrix.
    this.#product.run(
      a.address, a.stepStride, a.stepStride * tileRows,
      b.address, bRow, b.panelStride,
      c.address, c.stepStride,
      m, n, k, accumulate, edge,
      planeCount, a.planeStride, b.planeStride, c.planeStride,
    );
  }
}
