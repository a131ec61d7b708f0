import type { ArgReduceOp } from '../../kernels.ts';
import { accumulate, acrossLanes } from '../assembler/accumulate.ts';
import { type FeatureMode, laneCount } from '../assembler/feature-mode.ts';
import { FunctionBuilder } from '../assembler/function-builder.ts';
import { type Floats, floats } from '../assembler/lanes.ts';
import { loadFloats, loadSplat, storeI32 } from '../assembler/memory-access.ts';
import { type I32, i32 } from '../assembler/scalars.ts';
import { combinations } from '../reduce/kernels.ts';

/**
 * The position of the first largest (smallest) element of contiguous rows, in two passes: its
 * value, NaN where there is one, then the first that equals it. Neither pass carries positions
 * along, and the second ends where it finds one.
 */
export function argRows(mode: FeatureMode, op: ArgReduceOp): FunctionBuilder {
  const combination = op === 'argmax' ? combinations.max : combinations.min;
  const f = new FunctionBuilder(op);
  const [input, output, rows, columns] = [f.i32(), f.i32(), f.i32(), f.i32()];
  const lanes = laneCount(mode);
  f.while(rows.gt(0), () => {
    const at = f.let<I32>(input);
    const best = f.let(floats(mode, combination.identity));
    accumulate(f, [best], lanes === 4 ? columns.shr(2) : columns, combination, () => {
      const values = f.let(loadFloats(mode, at));
      f.advance(at, lanes * 4);
      return [values];
    });
    const whole = acrossLanes(f, best, combination);
    const left = f.let<I32>(columns.and(lanes - 1));
    f.while(left.gt(0), () => {
      f.set<Floats>(whole, combination.combine(whole, loadSplat(mode, at)));
      f.advance(at, 4);
      f.advance(left, -1);
    });

    // If the best is NaN nothing equals it, and if it isn't there is no NaN.
    const isIt = (values: Floats): I32 => values.eq(whole).or(values.ne(values)).any();
    const position = f.let<I32>(i32(0));
    f.set<I32>(at, input);
    const skip = (elements: number): void => {
      f.advance(at, elements * 4);
      f.advance(position, elements);
    };
    const values = f.let(floats(mode, 0));
    const looksOn = f.let<I32>(i32(1));
    f.while(looksOn.and(position.le(columns.sub(lanes))), () => {
      f.set<Floats>(values, loadFloats(mode, at));
      f.set<I32>(looksOn, isIt(values).eqz());
      f.if(looksOn, () => skip(lanes));
    });
    f.set<I32>(looksOn, i32(1));
    f.while(looksOn.and(position.lt(columns)), () => {
      f.set<Floats>(values, loadSplat(mode, at));
      f.set<I32>(looksOn, isIt(values).eqz());
      f.if(looksOn, () => skip(1));
    });
    f.do(storeI32(output, position));
    f.advance(output, 4);
    f.advance(input, columns.shl(2));
    f.advance(rows, -1);
  });
  return f;
}
