import { type ArrayView, elementCount } from '../../array-view.ts';
import { type FeatureMode, unjoined } from '../assembler/feature-mode.ts';
import type { Scratch } from '../scratch.ts';
import { collapseBatches, type Product } from './batches.ts';
import { BlockProduct } from './block-product.ts';
import { type AdjacentInA, edgeBytes } from './multiply-block.ts';
import { Packer } from './packer.ts';
import { tileColumns, tileRows } from './tile.ts';

/*
 * Goto's scheme (Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", 2008):
 * a panel of b (depth x 8 or 16) stays in the first-level cache while it meets a block of a that stays in
 * the second-level one. The depth of a block also fixes the order of every sum, whatever the sizes
 * of the other blocks and, later, the number of threads: never derive it from either.
 */
const blockDepth = 256;
const blockRows = 20 * tileRows;
const blockColumns = 1024;

/** A matrix that fits the first-level cache is read as it is: packing costs more than it saves. */
const smallBytes = 32 * 1024;
/** With few tiles to read it, packing a panel doesn't pay. */
const fewTiles = 4;
/** Up to so many columns, reading rows of a where they are costs less than packing them. */
const narrowColumns = 512;

/** Float32 matrix multiplication of sums of one product or more, with any strides, batches included. */
export class Matmul {
  readonly #mode: FeatureMode;
  readonly #scratch: Scratch;
  readonly #packerOfA: Packer;
  readonly #packerOfB: Packer;
  readonly #products: Readonly<Record<AdjacentInA, BlockProduct>>;

  constructor(memory: WebAssembly.Memory, mode: FeatureMode, scratch: Scratch) {
    this.#mode = mode;
    this.#scratch = scratch;
    this.#packerOfA = new Packer(memory, unjoined(mode), tileRows);
    this.#packerOfB = new Packer(memory, unjoined(mode), tileColumns(mode));
    this.#products = {
      rows: new BlockProduct(memory, mode, 'rows'),
      depth: new BlockProduct(memory, mode, 'depth'),
    };
  }

  run(a: ArrayView, b: ArrayView, output: ArrayView): void {
    if (elementCount(output.shape) === 0) return;
    const { product, batches } = collapseBatches(a, b, output);
    for (const { a, b, c } of batches) this.#multiply(product, a, b, c);
  }

  /** One matrix product; addresses and strides in bytes. */
  #multiply(product: Product, a: number, b: number, c: number): void {
    const { m, n, k, aRow, aColumn, bRow, bColumn, cRow } = product;
    const depth = Math.min(k, blockDepth);
    const rows = Math.min(m, blockRows);
    const columns = Math.min(n, blockColumns);
    const readsA = this.#readsInPlaceA(product);
    const readsB = this.#readsInPlaceB(product);
    const bBytes = readsB ? 0 : this.#packerOfB.bytes(columns, depth);
    const aBytes = readsA === null ? this.#packerOfA.bytes(rows, depth) : 0;
    const edge = this.#scratch(edgeBytes(this.#mode) + aBytes + bBytes);
    const packedA = edge + edgeBytes(this.#mode);
    const packedB = packedA + aBytes;
    const width = tileColumns(this.#mode);
    const blocks = this.#products[readsA ?? 'rows'];

    for (let column = 0; column < n; column += blockColumns) {
      const nBlock = Math.min(blockColumns, n - column);
      for (let step = 0; step < k; step += blockDepth) {
        const kBlock = Math.min(blockDepth, k - step);
        let bBlock = b + step * bRow + column * bColumn;
        let [bStride, bTile] = [bRow, width * 4];
        if (!readsB) {
          const block = { address: bBlock, lanes: nBlock, depth: kBlock };
          this.#packerOfB.pack({ ...block, laneStride: bColumn, depthStride: bRow }, packedB);
          bBlock = packedB;
          [bStride, bTile] = [width * 4, width * 4 * kBlock];
        }
        for (let row = 0; row < m; row += blockRows) {
          const mBlock = Math.min(blockRows, m - row);
          let aBlock = a + row * aRow + step * aColumn;
          let [aStride, aTile] = [aColumn, tileRows * 4];
          if (readsA === 'depth') [aStride, aTile] = [aRow, aRow * tileRows];
          if (readsA === null) {
            const block = { address: aBlock, lanes: mBlock, depth: kBlock };
            this.#packerOfA.pack({ ...block, laneStride: aRow, depthStride: aColumn }, packedA);
            aBlock = packedA;
            [aStride, aTile] = [tileRows * 4, tileRows * 4 * kBlock];
          }
          const cBlock = c + row * cRow + column * 4;
          // biome-ignore format: one line a matrix.
          blocks.run(
            aBlock, aStride, aTile,
            bBlock, bStride, bTile,
            cBlock, cRow,
            mBlock, nBlock, kBlock, step > 0, edge,
          );
        }
      }
    }
  }

  /** Whether, and how, the kernel can read a without packing, and does so as fast. */
  #readsInPlaceA(product: Product): 'rows' | 'depth' | null {
    const { m, n, k, aRow, aColumn } = product;
    if (aColumn === 4 && n <= narrowColumns) return 'depth';
    const isSmall = m * k * 4 <= smallBytes || n <= fewTiles * tileColumns(this.#mode);
    if (!isSmall) return null;
    if (aColumn === 4) return 'depth';
    return aRow === 4 ? 'rows' : null;
  }

  /**
   * The same for b. Columns are read up to a whole tile: what lies behind the matrix ends up in parts
   * of a tile that are thrown away, and the memory goes on behind all views.
   */
  #readsInPlaceB({ m, n, k, bColumn }: Product): boolean {
    const isSmall = n * k * 4 <= smallBytes || m <= fewTiles * tileRows;
    return isSmall && bColumn === 4;
  }
}
