import { type FeatureMode, vectorsAtOnce } from '../../assembler/feature-mode.ts';
import { FunctionBuilder, type Local } from '../../assembler/function-builder.ts';
import type { Floats } from '../../assembler/lanes.ts';
import {
  loadFirst,
  loadFloats,
  loadI32,
  loadLane,
  loadPair,
  storeFloats,
  storeLane,
} from '../../assembler/memory-access.ts';
import { type I32, i32 } from '../../assembler/scalars.ts';
import { transpose4x4 } from '../../assembler/transpose.ts';
import { MatrixCode } from './apply-matrix.ts';
import type { Matrix } from './matrices.ts';
import type { PlaneLayout } from './planes.ts';

/*
 * Transforms between small squares that are scattered in memory (tiles of images, 3x3 weights) and
 * planes: plane (i, j) holds element (i, j) of every transformed square, as the matrix kernel reads
 * or writes it. Four squares are transformed at a time, one in each lane, or in mode `wide` four and
 * four.
 *
 * The squares of a call form a matrix, too: lanes by steps. A square is found by two tables of byte
 * offsets, as in pack-patches.ts; lanes that there are too many at the end repeat the last one.
 *
 * Parameters: `planes` (the address for the first lane and step), `squares` (what the offsets are
 * added to); `laneTable`, `lanes`, `stepTable`, `steps`; the bytes in the planes from one to the
 * next (`planeStride`), from the lanes of a panel to those of the next (`panelStride`), and from one
 * step to the next (`stepStride`); the bytes in a square from one row or column to the next; `temporary` space
 * of `temporaryBytes`.
 */

export function temporaryBytes(mode: FeatureMode): number {
  return 6 * 6 * 4 * lanesAtOnce(mode);
}

/** How many squares are transformed at a time: the lanes of planes are a multiple of it. */
export function lanesAtOnce(mode: FeatureMode): number {
  return 4 * vectorsAtOnce(mode);
}

/** How a square lies in memory: rows side by side, or every element for itself. */
export type SquareLayout = 'rows' | 'elements';

export interface Transform {
  /** Applied to the rows and to the columns of a square. */
  readonly matrix: Matrix;
  readonly direction: 'toPlanes' | 'fromPlanes';
  readonly squares: SquareLayout;
  readonly planes: PlaneLayout;
}

/** Loop variables of a transform, and what it is made of. */
interface Square {
  readonly f: FunctionBuilder;
  readonly mode: FeatureMode;
  readonly code: MatrixCode;
  /** The size of what goes in and of what comes out. */
  readonly from: number;
  readonly to: number;
  /** Where the square of each lane starts, four and four. */
  readonly addresses: readonly (readonly I32[])[];
  /** What the elements at one place take. */
  readonly bytes: number;
  readonly planes: I32;
  readonly planeStride: I32;
  readonly rowStride: I32;
  readonly columnStride: I32;
  readonly temporary: I32;
}

export function transformKernel(mode: FeatureMode, transform: Transform): FunctionBuilder {
  const { matrix, direction, squares: layout } = transform;
  const f = new FunctionBuilder('transform');
  const [planes, squares] = [f.i32(), f.i32()];
  const [laneTable, lanes, stepTable, steps] = [f.i32(), f.i32(), f.i32(), f.i32()];
  const [planeStride, panelStride, stepStride] = [f.i32(), f.i32(), f.i32()];
  const [rowStride, columnStride, temporary] = [f.i32(), f.i32(), f.i32()];
  const code = new MatrixCode(f, mode, matrix);
  const [to, from] = [matrix.length, matrix[0]!.length];
  const count = lanesAtOnce(mode);
  const tables = { squares, laneTable, lanes, stepTable, steps };
  const loops = { ...tables, planes, panelStride, stepStride, count };
  const forEach = transform.planes === 'rows' ? forEachInRows : forEachInPanels;
  forEach(f, loops, (addresses, place) => {
    const strides = { planeStride, rowStride, columnStride, temporary };
    const fours = addresses.flatMap((_, i) => (i % 4 === 0 ? [addresses.slice(i, i + 4)] : []));
    const bytes = fours.length * 16;
    const square = { f, mode, code, from, to, addresses: fours, bytes, planes: place, ...strides };
    if (direction === 'toPlanes') toPlanes(square, layout);
    else fromPlanes(square, layout);
  });
  return f;
}

type Loops = Readonly<
  Record<'squares' | 'laneTable' | 'stepTable' | 'panelStride' | 'stepStride', I32> &
    Record<'planes' | 'lanes' | 'steps', Local<I32>>
> & {
  /** Squares at a time. */
  readonly count: number;
};
/** Is given the addresses of `count` squares, and their place in the planes. */
type Visit = (addresses: readonly I32[], place: I32) => void;

/**
 * All lanes of a step, then the next step: neighbours in a row of a plane. (The other way each of 36
 * cache lines is fetched four times: the transform of the output takes 1.25 times as long.)
 */
function forEachInRows(f: FunctionBuilder, loops: Loops, visit: Visit): void {
  const { planes, squares, laneTable, lanes, stepTable, steps, stepStride, count } = loops;
  const step = f.let<I32>(stepTable);
  f.while(steps.gt(0), () => {
    const start = f.let(squares.add(loadI32(step)));
    const [place, lane, left] = [f.let<I32>(planes), f.let<I32>(laneTable), f.let<I32>(lanes)];
    f.repeat(() => {
      visit(laneAddresses(f, start, { table: lane, lanes: left, count }), place);
      f.advance(place, count * 4);
      f.advance(lane, count * 4);
      f.advance(left, -count);
      return left.gt(0);
    });
    f.advance(planes, stepStride);
    f.advance(step, 4);
    f.advance(steps, -1);
  });
}

/** All steps of half a panel, then the next lanes: neighbours in a panel. */
function forEachInPanels(f: FunctionBuilder, loops: Loops, visit: Visit): void {
  const { planes, squares, lanes, stepTable, steps, panelStride, stepStride, count } = loops;
  const lane = f.let<I32>(loops.laneTable);
  const end = f.let(stepTable.add(steps.shl(2)));
  const isSecondHalf = f.let(i32(0));
  f.while(lanes.gt(0), () => {
    const starts = laneAddresses(f, squares, { table: lane, lanes, count });
    const [place, step] = [f.let<I32>(planes), f.let<I32>(stepTable)];
    f.repeat(() => {
      const offset = f.let(loadI32(step));
      visit(
        starts.map((start) => f.let(start.add(offset))),
        place,
      );
      f.advance(place, stepStride);
      f.advance(step, 4);
      return step.lt(end);
    });
    const half = count * 4;
    f.advance(planes, isSecondHalf.select<I32>(panelStride.sub(half), i32(half)));
    f.set<I32>(isSecondHalf, isSecondHalf.eqz());
    f.advance(lane, count * 4);
    f.advance(lanes, -count);
  });
}

function laneAddresses(
  f: FunctionBuilder,
  squares: I32,
  { table, lanes, count }: { table: I32; lanes: I32; count: number },
): Local<I32>[] {
  const last = f.let(lanes.sub(1));
  return Array.from({ length: count }, (_, lane) =>
    f.let(squares.add(loadI32(table.add(i32(lane).min(last).shl(2))))),
  );
}

/** The rows of the squares into the temporary space, its columns into the planes. */
function toPlanes(square: Square, layout: SquareLayout): void {
  const { f, mode, code, from, to, addresses, bytes, planeStride, temporary } = square;
  const rowOffset = f.let(i32(0));
  const target = f.let<I32>(temporary);
  const load = layout === 'rows' ? loadRows : loadElements;
  times(f, from, () => {
    const rows = addresses.map((four) => code.apply(load(square, four, rowOffset)));
    for (let j = 0; j < to; j++)
      storeSide(
        f,
        target,
        rows.map((row) => row[j]!),
        j * bytes,
      );
    f.advance(target, to * bytes);
    f.advance(rowOffset, square.rowStride);
  });
  const source = f.let<I32>(temporary);
  const plane = f.let<I32>(square.planes);
  const planeRow = f.let(planeStride.mul(to));
  times(f, to, () => {
    const columns = addresses.map((_, four) =>
      code.apply(
        Array.from({ length: from }, (_, i) =>
          f.let(loadFloats(mode, source, i * to * bytes + four * 16)),
        ),
      ),
    );
    const address = f.let<I32>(plane);
    for (let i = 0; i < to; i++) {
      storeSide(
        f,
        address,
        columns.map((column) => column[i]!),
      );
      f.advance(address, planeRow);
    }
    f.advance(source, bytes);
    f.advance(plane, planeStride);
  });
}

/** The columns of the planes into the temporary space, its rows into the squares. */
function fromPlanes(square: Square, layout: SquareLayout): void {
  const { f, mode, code, from, to, addresses, bytes, planeStride, temporary } = square;
  const plane = f.let<I32>(square.planes);
  const planeRow = f.let(planeStride.mul(from));
  const target = f.let<I32>(temporary);
  times(f, from, () => {
    const address = f.let<I32>(plane);
    const columns = addresses.map((): Floats[] => []);
    for (let i = 0; i < from; i++) {
      for (const [four, column] of columns.entries()) {
        column.push(f.let(loadFloats(mode, address, four * 16)));
      }
      f.advance(address, planeRow);
    }
    const results = columns.map((column) => code.apply(column));
    for (let i = 0; i < to; i++) {
      storeSide(
        f,
        target,
        results.map((result) => result[i]!),
        i * from * bytes,
      );
    }
    f.advance(target, bytes);
    f.advance(plane, planeStride);
  });
  const source = f.let<I32>(temporary);
  const rowOffset = f.let(i32(0));
  const store = layout === 'rows' ? storeRows : storeElements;
  times(f, to, () => {
    for (const [i, four] of addresses.entries()) {
      const row = Array.from({ length: from }, (_, j) =>
        f.let(loadFloats(mode, source, j * bytes + i * 16)),
      );
      store(square, four, rowOffset, code.apply(row));
    }
    f.advance(source, from * bytes);
    f.advance(rowOffset, square.rowStride);
  });
}

/** Vectors side by side. */
function storeSide(f: FunctionBuilder, address: I32, values: readonly Floats[], offset = 0): void {
  for (const [i, value] of values.entries()) f.do(storeFloats(address, value, offset + i * 16));
}

function times(f: FunctionBuilder, count: number, body: () => void): void {
  const left = f.let(i32(count));
  f.repeat(() => {
    body();
    f.advance(left, -1);
    return left.gt(0);
  });
}

/** A row of 4 or 6 elements of each square, as one vector an element. */
function loadRows({ f, mode, from }: Square, addresses: readonly I32[], rowOffset: I32): Floats[] {
  const starts = addresses.map((address) => f.let(address.add(rowOffset)));
  const columns = transpose4x4(
    f,
    starts.map((start) => f.let(loadFloats(mode, start))),
  ).map((column) => f.let(column));
  if (from === 4) return columns;
  const [a, b, c, d] = starts.map((start) => f.let(loadPair(mode, start, 16)));
  const [ab, cd] = [f.let(a!.shuffle(b!, [0, 4, 1, 5])), f.let(c!.shuffle(d!, [0, 4, 1, 5]))];
  return [...columns, f.let(ab.shuffle(cd, [0, 1, 4, 5])), f.let(ab.shuffle(cd, [2, 3, 6, 7]))];
}

function loadElements(square: Square, addresses: readonly I32[], rowOffset: I32): Floats[] {
  const { f, mode, from, columnStride } = square;
  const places = addresses.map((address) => f.let(address.add(rowOffset)));
  return Array.from({ length: from }, () => {
    const value = f.let(loadFirst(mode, places[0]!));
    for (const lane of [1, 2, 3]) f.set<Floats>(value, loadLane(value, lane, places[lane]!));
    for (const place of places) f.advance(place, columnStride);
    return value;
  });
}

/** A row of 4 elements of each square. */
function storeRows(
  { f }: Square,
  addresses: readonly I32[],
  rowOffset: I32,
  values: readonly Floats[],
): void {
  for (const [lane, row] of transpose4x4(f, values).entries()) {
    f.do(storeFloats(addresses[lane]!.add(rowOffset), row));
  }
}

function storeElements(
  { f, columnStride }: Square,
  addresses: readonly I32[],
  rowOffset: I32,
  values: readonly Floats[],
): void {
  for (const [lane, address] of addresses.entries()) {
    const place = f.let(address.add(rowOffset));
    for (const value of values) {
      f.do(storeLane(place, value, lane));
      f.advance(place, columnStride);
    }
  }
}
