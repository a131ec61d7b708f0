import { type FeatureMode, laneCount } from '../assembler/feature-mode.ts';
import type { FunctionBuilder, Local } from '../assembler/function-builder.ts';
import { type Floats, ints, laneNumbers } from '../assembler/lanes.ts';
import {
  loadFirst,
  loadFloats,
  loadLane,
  storeFloats,
  storeLane,
} from '../assembler/memory-access.ts';
import { type I32, i32 } from '../assembler/scalars.ts';
import type { Fold, Folded } from './fold.ts';

/*
 * A window is folded in two passes, its rows and then its columns: kh + kw steps, not kh * kw. What
 * lies between them is a row of folded columns in scratch space, with the fold's identity on either
 * side where windows leave the image, so that the second pass knows no edges.
 */

/** Rows of scratch space, one for each value of a fold. */
export interface RowBuffer {
  readonly address: I32;
  /** Size of one row in bytes, a multiple of 16. */
  readonly bytes: I32;
}

/** Fills the buffer with the fold's identity. */
export function clearBuffer(
  f: FunctionBuilder,
  mode: FeatureMode,
  fold: Fold,
  { address, bytes }: RowBuffer,
): void {
  for (const [i, value] of fold.identity(mode).entries()) {
    const to = f.let<I32>(address.add(bytes.mul(i)));
    const end = f.let<I32>(to.add(bytes));
    const step = laneCount(mode) * 4;
    f.while(to.lt(end), () => {
      f.do(storeFloats(to, value));
      f.advance(to, step);
    });
  }
}

/** Folds `taps` rows, `rowStep` bytes apart, into elements of the buffer `spacing` elements apart. */
export function foldRows(
  f: FunctionBuilder,
  mode: FeatureMode,
  fold: Fold,
  rows: {
    readonly from: I32;
    readonly columns: I32;
    readonly taps: I32;
    readonly rowStep: I32;
    /** The position of the first element, and how far the next row's is. */
    readonly position: I32;
    readonly positionStep: I32;
  },
  { into, spacing }: { into: RowBuffer; spacing: number },
): void {
  const [from, to] = [f.let<I32>(rows.from), f.let<I32>(into.address)];
  const left = f.let<I32>(rows.columns);
  const start = f.let<I32>(rows.position);
  const step = (isVector: boolean): void => {
    const lanes = isVector ? laneCount(mode) : 1;
    const folded = fold.identity(mode).map((value) => f.let(value));
    const [at, position, taps] = [f.let<I32>(from), f.let<I32>(start), f.let<I32>(rows.taps)];
    f.while(taps.gt(0), () => {
      const value = isVector ? loadFloats(mode, at) : loadFirst(mode, at);
      const positions = () => ints(mode, position).add(laneNumbers(mode));
      combineInto(f, fold, folded, fold.element(value, positions));
      f.advance(at, rows.rowStep);
      f.advance(position, rows.positionStep);
      f.advance(taps, -1);
    });
    for (const [i, value] of folded.entries()) {
      storeSpaced(f, to.add(into.bytes.mul(i)), value, spacing, lanes);
    }
    f.advance(from, lanes * 4);
    f.advance(to, lanes * spacing * 4);
    f.advance(start, lanes);
    f.advance(left, -lanes);
  };
  eachVector(f, mode, left, step);
}

/** How the second pass walks the buffer, in elements. */
export interface ColumnWalk {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
}

/** Windows of up to so many columns are unrolled. */
const unrolledTaps = 5;

/** Folds the buffer's columns to a row of `columns` results; moves `output` past it. */
export function foldColumns(
  f: FunctionBuilder,
  mode: FeatureMode,
  fold: Fold,
  { kernel, stride, dilation }: ColumnWalk,
  row: {
    readonly buffer: RowBuffer;
    readonly output: Local<I32>;
    readonly columns: I32;
    /** Elements in a whole window. */
    readonly count: number;
  },
): void {
  const from = f.let<I32>(row.buffer.address);
  const left = f.let<I32>(row.columns);
  const step = (isVector: boolean): void => {
    const lanes = isVector ? laneCount(mode) : 1;
    const folded = fold.identity(mode).map((value) => f.let(value));
    const load = (at: I32, offset: number): Folded =>
      folded.map((_, i) =>
        loadSpaced(mode, at.add(row.buffer.bytes.mul(i)), isVector ? stride : 0, offset),
      );
    if (kernel <= unrolledTaps) {
      for (const [i, value] of load(from, 0).entries()) f.set<Floats>(folded[i]!, value);
      for (let tap = 1; tap < kernel; tap++) {
        combineInto(f, fold, folded, load(from, tap * dilation * 4));
      }
    } else {
      const [at, taps] = [f.let<I32>(from), f.let<I32>(i32(kernel))];
      f.while(taps.gt(0), () => {
        combineInto(f, fold, folded, load(at, 0));
        f.advance(at, dilation * 4);
        f.advance(taps, -1);
      });
    }
    const result = fold.result(folded, row.count);
    f.do(isVector ? storeFloats(row.output, result) : storeLane(row.output, result));
    f.advance(row.output, lanes * 4);
    f.advance(from, lanes * stride * 4);
    f.advance(left, -lanes);
  };
  eachVector(f, mode, left, step);
}

function combineInto(
  f: FunctionBuilder,
  fold: Fold,
  folded: readonly Local<Floats>[],
  values: Folded,
): void {
  const combined = fold.combine(
    folded,
    values.map((value) => f.let(value)),
  );
  // All are computed before any is replaced.
  for (const [i, value] of combined.map((value) => f.let(value)).entries()) {
    f.set<Floats>(folded[i]!, value);
  }
}

/** Runs the vector step while there is enough left for one, then the step for single elements. */
function eachVector(
  f: FunctionBuilder,
  mode: FeatureMode,
  left: I32,
  step: (isVector: boolean) => void,
): void {
  const lanes = laneCount(mode);
  if (lanes > 1) f.while(left.ge(lanes), () => step(true));
  f.while(left.gt(0), () => step(false));
}

/** As many floats as there are lanes, `spacing` elements apart; with 0 the first lane alone. */
function loadSpaced(mode: FeatureMode, at: I32, spacing: number, offset: number): Floats {
  if (spacing === 0) return loadFirst(mode, at, offset);
  if (spacing === 1 || mode === 'scalar') return loadFloats(mode, at, offset);
  if (spacing === 2) {
    const second = loadFloats(mode, at, offset + 16);
    return loadFloats(mode, at, offset).shuffle(second, [0, 2, 4, 6]);
  }
  const others = [1, 2, 3];
  return others.reduce<Floats>(
    (lanes, lane) => loadLane(lanes, lane, at, offset + lane * spacing * 4),
    loadFirst(mode, at, offset),
  );
}

function storeSpaced(
  f: FunctionBuilder,
  to: I32,
  value: Local<Floats>,
  spacing: number,
  lanes: number,
): void {
  if (lanes > 1 && spacing === 1) f.do(storeFloats(to, value));
  else {
    for (let lane = 0; lane < lanes; lane++) f.do(storeLane(to, value, lane, lane * spacing * 4));
  }
}
