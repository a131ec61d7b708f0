import { type FeatureMode, laneCount } from '../assembler/feature-mode.ts';
import { FunctionBuilder, type Local } from '../assembler/function-builder.ts';
import {
  copyBytes,
  fillBytes,
  loadFloats,
  loadI32,
  storeFloats,
  storeI32,
} from '../assembler/memory-access.ts';
import { type I32, i32 } from '../assembler/scalars.ts';
import { transpose4x4 } from '../assembler/transpose.ts';

/** Copies a run of bytes. */
export function copyRun(): FunctionBuilder {
  const f = new FunctionBuilder('copyRun');
  const [target, source, bytes] = [f.i32(), f.i32(), f.i32()];
  f.do(copyBytes(target, source, bytes));
  return f;
}

/** Fills a run of bytes with zeros. */
export function zeroRun(): FunctionBuilder {
  const f = new FunctionBuilder('zeroRun');
  const [target, bytes] = [f.i32(), f.i32()];
  f.do(fillBytes(target, bytes));
  return f;
}

/** Copies planes of rows of adjacent 4-byte elements. Strides in bytes. */
export function copyRows(mode: FeatureMode): FunctionBuilder {
  const f = new FunctionBuilder('copyRows');
  const [target, source, rows, columns] = [f.i32(), f.i32(), f.i32(), f.i32()];
  const [targetRow, sourceRow] = [f.i32(), f.i32()];
  const [planes, targetPlane, sourcePlane] = [f.i32(), f.i32(), f.i32()];
  f.while(planes.gt(0), () => {
    const [toRow, fromRow, rowsLeft] = [f.let<I32>(target), f.let<I32>(source), f.let<I32>(rows)];
    f.while(rowsLeft.gt(0), () => {
      copyRow(f, mode, f.let<I32>(toRow), f.let<I32>(fromRow), f.let<I32>(columns));
      f.advance(toRow, targetRow);
      f.advance(fromRow, sourceRow);
      f.advance(rowsLeft, -1);
    });
    f.advance(target, targetPlane);
    f.advance(source, sourcePlane);
    f.advance(planes, -1);
  });
  return f;
}

/** Two vectors at a time: rows of 8 to 32 elements take 0.6 of the time that they take one by one. */
function copyRow(
  f: FunctionBuilder,
  mode: FeatureMode,
  to: Local<I32>,
  from: Local<I32>,
  left: Local<I32>,
): void {
  const lanes = laneCount(mode);
  for (let vectors = 2; vectors > 0 && lanes > 1; vectors--) {
    f.while(left.ge(vectors * lanes), () => {
      const offsets = Array.from({ length: vectors }, (_, i) => i * lanes * 4);
      const values = offsets.map((offset) => f.let(loadFloats(mode, from, offset)));
      for (const [i, value] of values.entries()) f.do(storeFloats(to, value, offsets[i]));
      f.advance(to, vectors * lanes * 4);
      f.advance(from, vectors * lanes * 4);
      f.advance(left, -vectors * lanes);
    });
  }
  f.while(left.gt(0), () => {
    f.do(storeI32(to, loadI32(from)));
    f.advance(to, 4);
    f.advance(from, 4);
    f.advance(left, -1);
  });
}

/** Copies planes of 4-byte elements at any distances. Strides in bytes. */
export function copySpaced(): FunctionBuilder {
  const f = new FunctionBuilder('copySpaced');
  const [target, source, rows, columns] = [f.i32(), f.i32(), f.i32(), f.i32()];
  const [targetRow, sourceRow, targetColumn, sourceColumn] = [f.i32(), f.i32(), f.i32(), f.i32()];
  const [planes, targetPlane, sourcePlane] = [f.i32(), f.i32(), f.i32()];
  f.while(planes.gt(0), () => {
    const [toRow, fromRow, rowsLeft] = [f.let<I32>(target), f.let<I32>(source), f.let<I32>(rows)];
    f.while(rowsLeft.gt(0), () => {
      const [to, from, left] = [f.let<I32>(toRow), f.let<I32>(fromRow), f.let<I32>(columns)];
      f.while(left.gt(0), () => {
        f.do(storeI32(to, loadI32(from)));
        f.advance(to, targetColumn);
        f.advance(from, sourceColumn);
        f.advance(left, -1);
      });
      f.advance(toRow, targetRow);
      f.advance(fromRow, sourceRow);
      f.advance(rowsLeft, -1);
    });
    f.advance(target, targetPlane);
    f.advance(source, sourcePlane);
    f.advance(planes, -1);
  });
  return f;
}

/** Columns of the source that are walked before the next rows: their lines stay in the cache. */
const columnsPerBlock = 32;

/**
 * Transposes 4-byte elements: `target[j, i] = source[i, j]` for `rows` times `columns` elements of
 * the source, both a multiple of 4. Strides in bytes, of whole rows.
 */
export function transposeSquares(mode: FeatureMode): FunctionBuilder {
  const f = new FunctionBuilder('transposeSquares');
  const [target, source, rows, columns] = [f.i32(), f.i32(), f.i32(), f.i32()];
  const [targetRow, sourceRow] = [f.i32(), f.i32()];
  f.while(columns.gt(0), () => {
    const width = f.let(columns.min(columnsPerBlock));
    const row = f.let<I32>(i32(0));
    const [blockTo, blockFrom] = [f.let<I32>(target), f.let<I32>(source)];
    f.repeat(() => {
      const [to, from, left] = [f.let<I32>(blockTo), f.let<I32>(blockFrom), f.let<I32>(width)];
      f.repeat(() => {
        const line = f.let<I32>(from);
        const squares = [0, 1, 2, 3].map((index) => {
          const values = f.let(loadFloats(mode, line));
          if (index < 3) f.advance(line, sourceRow);
          return values;
        });
        for (const values of transpose4x4(f, squares)) {
          f.do(storeFloats(to, values));
          f.advance(to, targetRow);
        }
        f.advance(from, 16);
        f.advance(left, -4);
        return left.gt(0);
      });
      f.advance(blockTo, 16);
      f.advance(blockFrom, sourceRow.shl(2));
      f.advance(row, 4);
      return row.lt(rows);
    });
    f.advance(target, targetRow.mul(columnsPerBlock));
    f.advance(source, columnsPerBlock * 4);
    f.advance(columns, -columnsPerBlock);
  });
  return f;
}
