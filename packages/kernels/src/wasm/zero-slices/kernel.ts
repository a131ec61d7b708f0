import { doubles } from '../assembler/doubles.ts';
import type { FeatureMode } from '../assembler/feature-mode.ts';
import { FunctionBuilder } from '../assembler/function-builder.ts';
import { loadI32, storeDouble } from '../assembler/memory-access.ts';
import { type I32, i32 } from '../assembler/scalars.ts';

/**
 * Writes how many of `slices` slices are 0 throughout, as float64 to `output`. A slice is `rows` rows
 * of `columns` float32 numbers, and is left at the first that is not 0. Parameters: the addresses,
 * `slices`, `rows`, `columns`, and the distances between neighbours of each in bytes.
 */
export function countZeroSlices(mode: FeatureMode): FunctionBuilder {
  const f = new FunctionBuilder('countZeroSlices');
  const [input, output, slices, rows, columns] = [f.i32(), f.i32(), f.i32(), f.i32(), f.i32()];
  const [sliceStep, rowStep, columnStep] = [f.i32(), f.i32(), f.i32()];
  const count = f.let(doubles(mode, 0));
  f.while(slices.gt(0), () => {
    const isZero = f.let<I32>(i32(1));
    const [row, rowsLeft] = [f.let<I32>(input), f.let<I32>(rows)];
    f.while(rowsLeft.mul(isZero).gt(0), () => {
      const [at, left] = [f.let<I32>(row), f.let<I32>(columns)];
      f.while(left.mul(isZero).gt(0), () => {
        // The sign says nothing.
        f.set<I32>(isZero, loadI32(at).shl(1).eqz());
        f.advance(at, columnStep);
        f.advance(left, -1);
      });
      f.advance(row, rowStep);
      f.advance(rowsLeft, -1);
    });
    f.if(isZero, () => f.set(count, count.add(1)));
    f.advance(input, sliceStep);
    f.advance(slices, -1);
  });
  f.do(storeDouble(output, count));
  return f;
}
