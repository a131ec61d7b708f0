import type { DType } from '../../dtype.ts';
import type { Code } from '../assembler/encoding.ts';
import { type FeatureMode, laneCount } from '../assembler/feature-mode.ts';
import { FunctionBuilder } from '../assembler/function-builder.ts';
import { floats, type Mask } from '../assembler/lanes.ts';
import {
  loadBools,
  loadF32,
  loadFirst,
  loadFloats,
  storeFloats,
  storeI32,
  storeLane,
} from '../assembler/memory-access.ts';
import { f32, type I32 } from '../assembler/scalars.ts';

/** How one element is cast, and (null: it isn't) how as many as there are lanes. */
interface Cast {
  readonly one: (f: FunctionBuilder, mode: FeatureMode, to: I32, from: I32) => Code;
  readonly vector: ((mode: FeatureMode, to: I32, from: I32) => Code) | null;
}

/** Past it every float32 is a multiple of 2^32, so that 0 is left modulo 2^32; as of infinities. */
const largestInteger = 2 ** 63;

/** The casts that have kernels. To int32 the rest modulo 2^32 counts, as in a typed array. */
const casts: Readonly<Record<string, Cast>> = {
  'int32 float32': {
    one: (_, mode, to, from) => storeLane(to, loadFirst(mode, from).bits().toFloats()),
    vector: (mode, to, from) => storeFloats(to, loadFloats(mode, from).bits().toFloats()),
  },
  'float32 int32': {
    one: (f, _, to, from) => {
      const value = f.let(loadF32(from));
      const fits = value.abs().lt(f32(largestInteger));
      return storeI32(to, fits.select(value, f32(0)).toI32());
    },
    vector: null,
  },
  'bool float32': {
    one: (_, mode, to, from) => storeLane(to, oneWhere(loadBools(mode, from, true))),
    vector: (mode, to, from) => storeFloats(to, oneWhere(loadBools(mode, from))),
  },
};

function oneWhere(mask: Mask) {
  return mask.select(floats(mask.mode, 1), floats(mask.mode, 0));
}

export function hasCast(from: DType, to: DType): boolean {
  return Object.hasOwn(casts, `${from} ${to}`);
}

/** Casts elements at any distances; with `adjacent` the columns have none. Strides in bytes. */
export function castPlane(
  mode: FeatureMode,
  [from, to]: readonly [DType, DType],
  adjacent: boolean,
): FunctionBuilder {
  const cast = casts[`${from} ${to}`];
  if (cast === undefined) throw new TypeError(`no kernel casts ${from} to ${to}`);
  const f = new FunctionBuilder('castPlane');
  const [target, source, rows, columns] = [f.i32(), f.i32(), f.i32(), f.i32()];
  const [targetRow, sourceRow, targetColumn, sourceColumn] = [f.i32(), f.i32(), f.i32(), f.i32()];
  const lanes = laneCount(mode);
  f.while(rows.gt(0), () => {
    const [to, from, left] = [f.let<I32>(target), f.let<I32>(source), f.let<I32>(columns)];
    const advance = (elements: number): void => {
      f.advance(to, elements === 1 ? targetColumn : targetColumn.mul(elements));
      f.advance(from, elements === 1 ? sourceColumn : sourceColumn.mul(elements));
      f.advance(left, -elements);
    };
    const { vector } = cast;
    if (adjacent && vector !== null) {
      f.while(left.ge(lanes), () => {
        f.do(vector(mode, to, from));
        advance(lanes);
      });
    }
    f.while(left.gt(0), () => {
      f.do(cast.one(f, mode, to, from));
      advance(1);
    });
    f.advance(target, targetRow);
    f.advance(source, sourceRow);
    f.advance(rows, -1);
  });
  return f;
}
