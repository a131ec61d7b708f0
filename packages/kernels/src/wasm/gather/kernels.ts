import { type FeatureMode, laneCount } from '../assembler/feature-mode.ts';
import { FunctionBuilder, type Local } from '../assembler/function-builder.ts';
import {
  loadF32,
  loadFloats,
  loadI32,
  storeF32,
  storeFloats,
  storeI32,
} from '../assembler/memory-access.ts';
import { type I32, i32, valueTypes } from '../assembler/scalars.ts';

export type PickOp = 'gather' | 'scatterAdd';

/** The one element: `far` is where the index points, `near` its partner beside the index. */
function pickOne(f: FunctionBuilder, op: PickOp, far: Local<I32>, near: I32): void {
  if (op === 'gather') f.do(storeI32(near, loadI32(far)));
  else f.do(storeF32(far, loadF32(far).add(loadF32(near))));
}

/** Four-byte elements one at a time, in row-major order; every one has its index. Strides in bytes. */
export function pickSpaced(_mode: FeatureMode, op: PickOp): FunctionBuilder {
  const f = new FunctionBuilder('pickSpaced');
  const [far, index, near, rows, columns] = [f.i32(), f.i32(), f.i32(), f.i32(), f.i32()];
  const [farRow, indexRow, nearRow] = [f.i32(), f.i32(), f.i32()];
  const [farColumn, indexColumn, nearColumn, pickStride] = [f.i32(), f.i32(), f.i32(), f.i32()];
  const picked = f.let<I32>(i32(0));
  f.while(rows.gt(0), () => {
    const [still, at, partner] = [f.let<I32>(far), f.let<I32>(index), f.let<I32>(near)];
    const left = f.let<I32>(columns);
    f.while(left.gt(0), () => {
      f.set<I32>(picked, still.add(loadI32(at).mul(pickStride)));
      pickOne(f, op, picked, partner);
      f.advance(still, farColumn);
      f.advance(at, indexColumn);
      f.advance(partner, nearColumn);
      f.advance(left, -1);
    });
    f.advance(far, farRow);
    f.advance(index, indexRow);
    f.advance(near, nearRow);
    f.advance(rows, -1);
  });
  return f;
}

/** Whole rows of adjacent elements, one index a row (rows of an embedding). Strides in bytes. */
export function pickRows(mode: FeatureMode, op: PickOp): FunctionBuilder {
  const f = new FunctionBuilder('pickRows');
  const [far, index, near, rows, columns] = [f.i32(), f.i32(), f.i32(), f.i32(), f.i32()];
  const [farRow, indexRow, nearRow, pickStride] = [f.i32(), f.i32(), f.i32(), f.i32()];
  const lanes = laneCount(mode);
  f.while(rows.gt(0), () => {
    const picked = f.let<I32>(far.add(loadI32(index).mul(pickStride)));
    const partner = f.let<I32>(near);
    const left = f.let<I32>(columns);
    const advance = (elements: number): void => {
      f.advance(picked, elements * 4);
      f.advance(partner, elements * 4);
      f.advance(left, -elements);
    };
    if (lanes > 1) {
      f.while(left.ge(lanes), () => {
        const value = loadFloats(mode, op === 'gather' ? picked : partner);
        if (op === 'gather') f.do(storeFloats(partner, value));
        else f.do(storeFloats(picked, loadFloats(mode, picked).add(value)));
        advance(lanes);
      });
    }
    f.while(left.gt(0), () => {
      pickOne(f, op, picked, partner);
      advance(1);
    });
    f.advance(far, farRow);
    f.advance(index, indexRow);
    f.advance(near, nearRow);
    f.advance(rows, -1);
  });
  return f;
}

/** 1 if one of the indices is neither in 0 to `size` - 1 nor `ignored`, else 0. Strides in bytes. */
export function findsOutside(): FunctionBuilder {
  const f = new FunctionBuilder('findsOutside', valueTypes.i32);
  const [index, rows, columns, row, column] = [f.i32(), f.i32(), f.i32(), f.i32(), f.i32()];
  const [size, ignored] = [f.i32(), f.i32()];
  const found = f.let<I32>(i32(0));
  f.while(rows.gt(0), () => {
    const [at, left] = [f.let<I32>(index), f.let<I32>(columns)];
    f.while(left.gt(0), () => {
      const picked = f.let<I32>(loadI32(at));
      f.set<I32>(found, found.or(picked.geUnsigned(size).and(picked.ne(ignored))));
      f.advance(at, column);
      f.advance(left, -1);
    });
    f.advance(index, row);
    f.advance(rows, -1);
  });
  f.return<I32>(found);
  return f;
}
