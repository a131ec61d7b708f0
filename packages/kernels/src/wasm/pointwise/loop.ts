import { type FeatureMode, laneCount, vectorsAtOnce } from '../assembler/feature-mode.ts';
import { FunctionBuilder, type Local } from '../assembler/function-builder.ts';
import { Floats, floats, type Mask } from '../assembler/lanes.ts';
import {
  loadBools,
  loadFirst,
  loadFloats,
  loadLane,
  loadSplat,
  storeBools,
  storeFirstBool,
  storeFloats,
  storeLane,
} from '../assembler/memory-access.ts';
import { type F32, type I32, i32 } from '../assembler/scalars.ts';
import { type Expression, evaluate } from './expression.ts';
import type { Decoded } from './program.ts';

/**
 * How a loop reads an input. `number`: it is a parameter; `repeated`: the same element along a row;
 * `adjacent`: the elements of a row side by side; `spaced`: at any other distance; `bools`: adjacent
 * bytes.
 */
export type Access = 'number' | 'repeated' | 'adjacent' | 'spaced' | 'bools';

/** Whether a loop can take vectors side by side: spaced elements are gathered one by one. */
export function hasPairs(accesses: readonly Access[]): boolean {
  return !accesses.includes('spaced');
}

/** An input inside the loop. */
interface Reader {
  /** Before a row. */
  readonly startRow: () => void;
  /** As many elements as there are lanes, some vectors further on, or only the first. */
  readonly read: (first: boolean, vectors: number) => Floats | Mask;
  /** To the elements after those read. */
  readonly advance: (elements: number) => void;
  /** After a row. */
  readonly endRow: () => void;
}

/**
 * A loop over `rows` rows of `columns` elements that writes `result` to a contiguous output, and what
 * is `stored` to others. Parameters: `rows`, `columns`, `output`, then for each input a number, or its
 * address and the bytes from one row to the next, followed for `spaced` by the bytes from one element
 * to the next; then the address of each further output. An output may be the very elements of an
 * `adjacent` input: a vector of all inputs is read before one is written.
 *
 * Elements that don't fill a vector are computed one by one with the same vector instructions: what
 * an element becomes doesn't depend on where in the tensor it is.
 */
export function pointwiseLoop(
  mode: FeatureMode,
  { result, stored }: Decoded,
  accesses: readonly Access[],
): FunctionBuilder {
  const f = new FunctionBuilder('pointwise');
  const [rows, columns, output] = [f.i32(), f.i32(), f.i32()];
  const declared = accesses.map((access) => declare(f, access));
  const further = stored.map((part) => ({ part, address: f.i32() }));
  const readers = declared.map((input) => reader(f, mode, input));
  const lanes = laneCount(mode);
  const written = [{ part: result, address: output }, ...further];

  /** So many vectors side by side, or the first element of one. */
  const compute = (vectors: number, first = false): void => {
    const elements = first ? 1 : lanes;
    const sides = Array.from({ length: vectors }, (_, vector) => ({
      inputs: readers.map((input) => input.read(first, vector)),
      known: new Map<Expression, Floats | Mask>(),
    }));
    for (const { part, address } of written) {
      const values = sides.map(({ inputs, known }) => evaluate(f, part, inputs, known));
      write(f, address, values, first, elements);
    }
    for (const input of readers) input.advance(elements * vectors);
  };

  f.while(rows.gt(0), () => {
    for (const input of readers) input.startRow();
    const left = f.let<I32>(columns);
    const most = hasPairs(accesses) ? vectorsAtOnce(mode) : 1;
    for (let vectors = most; vectors > 0 && lanes > 1; vectors--) {
      f.while(left.ge(vectors * lanes), () => {
        compute(vectors);
        f.advance(left, -vectors * lanes);
      });
    }
    f.while(left.gt(0), () => {
      compute(1, true);
      f.advance(left, -1);
    });
    for (const input of readers) input.endRow();
    f.advance(rows, -1);
  });
  return f;
}

/** Stores values side by side, whole or their first lane, and goes on to the next. */
function write(
  f: FunctionBuilder,
  address: Local<I32>,
  values: readonly (Floats | Mask)[],
  first: boolean,
  elements: number,
): void {
  let offset = 0;
  for (const value of values) {
    if (value instanceof Floats) {
      f.do(first ? storeLane(address, value) : storeFloats(address, value, offset));
      offset += elements * 4;
    } else {
      f.do(first ? storeFirstBool(address, value) : storeBools(address, value, offset));
      offset += elements;
    }
  }
  f.advance(address, offset);
}

type Declared =
  | { readonly access: 'number'; readonly value: F32 }
  | {
      readonly access: 'repeated' | 'adjacent' | 'bools';
      readonly row: Local<I32>;
      readonly rowStride: I32;
    }
  | {
      readonly access: 'spaced';
      readonly row: Local<I32>;
      readonly rowStride: I32;
      readonly stride: I32;
    };

function declare(f: FunctionBuilder, access: Access): Declared {
  if (access === 'number') return { access, value: f.f32() };
  const [row, rowStride] = [f.i32(), f.i32()];
  return access === 'spaced'
    ? { access, row, rowStride, stride: f.i32() }
    : { access, row, rowStride };
}

const nothing = (): void => {};

function reader(f: FunctionBuilder, mode: FeatureMode, declared: Declared): Reader {
  if (declared.access === 'number') {
    const value = f.let(floats(mode, declared.value));
    return { startRow: nothing, read: () => value, advance: nothing, endRow: nothing };
  }
  const { row, rowStride } = declared;
  const endRow = (): void => f.advance(row, rowStride);
  if (declared.access === 'repeated') {
    const value = f.let(floats(mode, 0));
    const startRow = (): void => f.set<Floats>(value, loadSplat(mode, row));
    return { startRow, read: () => value, advance: nothing, endRow };
  }

  const address = f.let<I32>(i32(0));
  const startRow = (): void => f.set<I32>(address, row);
  switch (declared.access) {
    case 'adjacent': {
      const read = (first: boolean, vectors: number): Floats =>
        f.let(first ? loadFirst(mode, address) : loadFloats(mode, address, vectors * 16));
      const advance = (elements: number): void => f.advance(address, elements * 4);
      return { startRow, read, advance, endRow };
    }
    case 'bools': {
      const read = (first: boolean, vectors: number): Mask =>
        f.let(loadBools(mode, address, first, vectors * 4));
      const advance = (elements: number): void => f.advance(address, elements);
      return { startRow, read, advance, endRow };
    }
    case 'spaced': {
      const { stride } = declared;
      const read = (first: boolean): Floats => {
        const value = f.let(loadFirst(mode, address));
        if (first || mode === 'scalar') return value;
        for (let lane = 1; lane < laneCount(mode); lane++) {
          f.advance(address, stride);
          f.set<Floats>(value, loadLane(value, lane, address));
        }
        return value;
      };
      // A vector of them has advanced to its last element while it was read.
      const advance = (): void => f.advance(address, stride);
      return { startRow, read, advance, endRow };
    }
  }
}
