import type { FeatureMode } from '../assembler/feature-mode.ts';
import { FunctionBuilder, type Local } from '../assembler/function-builder.ts';
import { loadF32, loadI32, storeF32 } from '../assembler/memory-access.ts';
import { type I32, i32 } from '../assembler/scalars.ts';
import {
  multiplyAdd,
  type RowAddresses,
  rowOfB,
  storeTile,
  tileColumns,
  tileRows,
  zeroTile,
} from './tile.ts';

/**
 * How the kernel reads a. `rows`: the values of a step lie side by side (a packed panel, or a
 * transposed matrix as it is). `depth`: each row's values along k lie side by side (a row-major
 * matrix as it is), so that every row needs its own address.
 */
export type AdjacentInA = 'rows' | 'depth';

/**
 * How the kernel finds b. `stride`: the values of a step are `bStride` bytes after those of the one
 * before. `table`: b is the sum of two tables of byte offsets, one entry a step and one a column,
 * and the columns of a tile lie side by side (the patches of an image as they are, see conv/).
 */
export type StepsOfB = 'stride' | 'table';

/** Bytes of scratch space for a tile that crosses the edge of c. */
export function edgeBytes(mode: FeatureMode): number {
  return tileRows * tileColumns(mode) * 4;
}

/**
 * `c[m, n] = a[m, k] b[k, n]` (or `+=`), tile by tile, for blocks that fit the caches; m is a
 * multiple of `tileHeight` (6 at most). Parameters:
 *
 * - `a`, `aStride`: for `rows` the bytes from one k to the next, and `aTile` those from one tile of
 *   rows to the next; for `depth`, `aStride` is the bytes from one row to the next.
 * - `b`, `bStride`, `bTile`: the same for tiles of columns, whose values always lie side by side;
 *   for `table`, `bStride` is the address of the table of steps and `bTile` that of the columns'.
 * - `c`, `cStride`: c is row-major with `cStride` bytes a row.
 * - `edge`: scratch space for tiles that c has only a part of the columns of; b is readable up to
 *   whole tiles.
 * - `count` such products one after the other, and the bytes in a, b and c from one to the next.
 */
export function multiplyBlock(
  mode: FeatureMode,
  adjacent: AdjacentInA,
  stepsOfB: StepsOfB = 'stride',
  tileHeight = tileRows,
): FunctionBuilder {
  const f = new FunctionBuilder('multiplyBlock');
  const a = f.i32();
  const aStride = f.i32();
  const aTile = f.i32();
  const b = f.i32();
  const bStride = f.i32();
  const bTile = f.i32();
  const c = f.i32();
  const cStride = f.i32();
  const m = f.i32();
  const n = f.i32();
  const k = f.i32();
  const accumulate = f.i32();
  const edge = f.i32();

  const count = f.i32();
  const [aNext, bNext, cNext] = [f.i32(), f.i32(), f.i32()];
  const sizes = { m, n, k, accumulate };
  const operands = { a, aStride, aTile, b, bStride, bTile, c, cStride, edge };
  f.while(count.gt(0), () => {
    multiplyOne(f, mode, { adjacent, stepsOfB, tileHeight }, operands, sizes);
    f.advance(a, aNext);
    f.advance(b, bNext);
    f.advance(c, cNext);
    f.advance(count, -1);
  });
  return f;
}

interface Operands {
  readonly a: I32;
  readonly aStride: I32;
  readonly aTile: I32;
  readonly b: I32;
  readonly bStride: I32;
  readonly bTile: I32;
  readonly c: I32;
  readonly cStride: I32;
  readonly edge: I32;
}

interface Kind {
  readonly adjacent: AdjacentInA;
  readonly stepsOfB: StepsOfB;
  readonly tileHeight: number;
}

function multiplyOne(
  f: FunctionBuilder,
  mode: FeatureMode,
  { adjacent, stepsOfB, tileHeight: rows }: Kind,
  { a, aStride, aTile, b, bStride, bTile, c, cStride, edge }: Operands,
  { m, n, k, accumulate }: Readonly<Record<'m' | 'n' | 'k' | 'accumulate', I32>>,
): void {
  const columns = tileColumns(mode);
  const cColumn = f.let<I32>(c);
  const columnsLeft = f.let<I32>(n);
  const [bPanel, columnTable] = [f.let<I32>(b), f.let<I32>(bTile)];
  f.while(columnsLeft.gt(0), () => {
    const aRow = f.let<I32>(a);
    const cTile = f.let<I32>(cColumn);
    const bColumn = stepsOfB === 'table' ? f.let(b.add(loadI32(columnTable))) : bPanel;
    const rowsLeft = f.let<I32>(m);
    f.while(rowsLeft.gt(0), () => {
      const tile = zeroTile(f, mode, rows);
      const bStep = f.let<I32>(stepsOfB === 'table' ? bStride : bColumn);
      const vectors = rowOfB(f, mode);
      const step = (aValues: RowAddresses): void => {
        const address = stepsOfB === 'table' ? f.let(bColumn.add(loadI32(bStep))) : bStep;
        multiplyAdd(f, mode, tile, aValues, { address, into: vectors });
        f.advance(bStep, stepsOfB === 'table' ? 4 : bStride);
      };
      if (adjacent === 'rows') alongRows(f, k, { aRow, aStride, rows }, step);
      else alongDepth(f, k, { aRow, aStride, rows }, step);

      f.if(
        columnsLeft.ge(columns),
        () => {
          f.if(
            accumulate,
            () => storeTile(f, mode, tile, cTile, cStride, true),
            () => storeTile(f, mode, tile, cTile, cStride, false),
          );
        },
        () => {
          storeTile(f, mode, tile, edge, i32(columns * 4), false);
          const size = { rows, columns: columnsLeft };
          copyPart(f, edge, columns * 4, cTile, cStride, size, accumulate);
        },
      );
      f.advance(aRow, aTile);
      f.advance(cTile, cStride.mul(rows));
      f.advance(rowsLeft, -rows);
    });
    if (stepsOfB === 'table') f.advance(columnTable, columns * 4);
    else f.advance(bPanel, bTile);
    f.advance(cColumn, columns * 4);
    f.advance(columnsLeft, -columns);
  });
}

type Step = (aValues: RowAddresses) => void;

function alongRows(
  f: FunctionBuilder,
  k: I32,
  { aRow, aStride, rows }: { aRow: I32; aStride: I32; rows: number },
  step: Step,
): void {
  const address = f.let(aRow);
  const values = Array.from({ length: rows }, (_, row) => ({ address, offset: row * 4 }));
  unrolled(f, k, 4, () => {
    step(values);
    f.advance(address, aStride);
  });
}

function alongDepth(
  f: FunctionBuilder,
  k: I32,
  { aRow, aStride, rows }: { aRow: I32; aStride: I32; rows: number },
  step: Step,
): void {
  const addresses: Local<I32>[] = [];
  for (let row = 0; row < rows; row++) {
    const previous = addresses[row - 1];
    addresses.push(f.let(previous === undefined ? aRow : previous.add(aStride)));
  }
  unrolled(f, k, 4, (index, count) => {
    step(addresses.map((address) => ({ address, offset: index * 4 })));
    if (index === count - 1) for (const address of addresses) f.advance(address, count * 4);
  });
}

/** Runs `body` `k` times, several in a row without a test; it is told which and of how many. */
function unrolled(
  f: FunctionBuilder,
  k: I32,
  factor: number,
  body: (index: number, count: number) => void,
): void {
  const left = f.let(k);
  f.while(left.ge(factor), () => {
    for (let index = 0; index < factor; index++) body(index, factor);
    f.advance(left, -factor);
  });
  f.while(left.gt(0), () => {
    body(0, 1);
    f.advance(left, -1);
  });
}

/** Moves the part of a tile that exists in c. */
function copyPart(
  f: FunctionBuilder,
  tile: I32,
  tileStride: number,
  c: I32,
  cStride: I32,
  size: { rows: number; columns: I32 },
  accumulate: I32,
): void {
  const from = f.let(tile);
  const to = f.let(c);
  const rows = f.let<I32>(i32(size.rows));
  const columns = f.let(size.columns);
  f.repeat(() => {
    const column = f.let<I32>(i32(0));
    f.repeat(() => {
      const value = loadF32(from.add(column.shl(2)));
      const target = f.let(to.add(column.shl(2)));
      f.if(
        accumulate,
        () => f.do(storeF32(target, loadF32(target).add(value))),
        () => f.do(storeF32(target, value)),
      );
      f.advance(column, 1);
      return column.lt(columns);
    });
    f.advance(from, tileStride);
    f.advance(to, cStride);
    f.advance(rows, -1);
    return rows.gt(0);
  });
}
