import type { FeatureMode } from '../assembler/feature-mode.ts';
import { BlockProduct } from './block-product.ts';
import { tileColumns, tileRows } from './tile.ts';

/** A product of two packed blocks: addresses, and the sizes of `c[m, n] = a[m, k] b[k, n]`. */
export interface PanelBlock {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  /** Bytes from one row of c to the next. */
  readonly cStride: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Whether to add to what c holds. */
  readonly accumulate: boolean;
  /** Scratch space of `edgeBytes`. */
  readonly edge: number;
}

/** The same with a b that isn't packed: see `StepsOfB`. */
export interface TableBlock extends PanelBlock {
  readonly stepTable: number;
  readonly columnTable: number;
}

/** Multiplies a block that is packed in panels by one that is, too, or is read by tables. */
export class PanelProduct {
  readonly #mode: FeatureMode;
  readonly #panels: BlockProduct;
  readonly #tables: BlockProduct;

  constructor(memory: WebAssembly.Memory, mode: FeatureMode) {
    this.#mode = mode;
    this.#panels = new BlockProduct(memory, mode, 'rows');
    this.#tables = new BlockProduct(memory, mode, 'rows', 'table');
  }

  runWithTables(block: TableBlock): void {
    const { a, b, c, cStride, m, n, k, accumulate, edge } = block;
    const rowBytes = tileRows * 4;
    // biome-ignore format: one line a matrix.
    this.#tables.run(
      a, rowBytes, rowBytes * k,
      b, block.stepTable, block.columnTable,
      c, cStride,
      m, n, k, accumulate, edge,
    );
  }

  run({ a, b, c, cStride, m, n, k, accumulate, edge }: PanelBlock): void {
    const [rowBytes, columnBytes] = [tileRows * 4, tileColumns(this.#mode) * 4];
    // biome-ignore format: one line a matrix.
    this.#panels.run(
      a, rowBytes, rowBytes * k,
      b, columnBytes, columnBytes * k,
      c, cStride,
      m, n, k, accumulate, edge,
    );
  }
}
