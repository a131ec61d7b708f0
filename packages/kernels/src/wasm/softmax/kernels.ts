import type { SoftmaxOp } from '../../kernels.ts';
import { accumulate, acrossLanes } from '../assembler/accumulate.ts';
import { type FeatureMode, laneCount } from '../assembler/feature-mode.ts';
import { FunctionBuilder } from '../assembler/function-builder.ts';
import { type Floats, floats } from '../assembler/lanes.ts';
import {
  loadFirst,
  loadFloats,
  loadSplat,
  storeFloats,
  storeLane,
} from '../assembler/memory-access.ts';
import { type I32, i32 } from '../assembler/scalars.ts';
import { exp } from '../pointwise/exponential.ts';
import { log } from '../pointwise/logarithm.ts';
import { combinations } from '../reduce/kernels.ts';
import { largest } from './largest.ts';

/**
 * `e^(x - max) / sum` (or its logarithm `x - max - log sum`) for contiguous rows, in three passes:
 * the largest element, the sum, the result. Subtracting the largest keeps e^x from overflowing.
 */
export function softmaxRows(mode: FeatureMode, op: SoftmaxOp): FunctionBuilder {
  const f = new FunctionBuilder(op);
  const [input, output, rows, columns] = [f.i32(), f.i32(), f.i32(), f.i32()];
  const lanes = laneCount(mode);
  const rowBytes = f.let(columns.shl(2));
  const offset = f.let<I32>(i32(0));
  const source = f.let<I32>(i32(0));
  const target = f.let<I32>(i32(0));
  const moveTo = (byte: I32): void => {
    f.set<I32>(offset, byte);
    f.set<I32>(source, input.add(offset));
    f.set<I32>(target, output.add(offset));
  };
  const advance = (elements: number): void => moveTo(offset.add(elements * 4));
  const vectors = lanes === 4 ? columns.shr(2) : columns;
  const left = f.let<I32>(i32(0));
  /** What is left of a row when the vectors are done, element by element. */
  const forTail = (body: () => void): void => {
    f.set<I32>(left, columns.and(lanes - 1));
    f.while(left.gt(0), () => {
      body();
      advance(1);
      f.advance(left, -1);
    });
  };

  f.while(rows.gt(0), () => {
    moveTo(i32(0));
    const maxima = f.let(floats(mode, largest.identity));
    accumulate(f, [maxima], vectors, largest, () => {
      const value = f.let(loadFloats(mode, source));
      advance(lanes);
      return [value];
    });
    forTail(() => f.set<Floats>(maxima, largest.combine(maxima, f.let(loadSplat(mode, source)))));
    const max = acrossLanes(f, maxima, largest);

    moveTo(i32(0));
    const sums = f.let(floats(mode, 0));
    accumulate(f, [sums], vectors, combinations.sum, () => {
      const power = f.let(exp(f, f.let(loadFloats(mode, source).sub(max))));
      if (op === 'softmax') f.do(storeFloats(target, power));
      advance(lanes);
      return [power];
    });
    const sum = acrossLanes(f, sums, combinations.sum);
    forTail(() => {
      const power = f.let(exp(f, f.let(loadSplat(mode, source).sub(max))));
      if (op === 'softmax') f.do(storeLane(target, power));
      f.set<Floats>(sum, sum.add(power));
    });

    moveTo(i32(0));
    const logarithm = op === 'softmax' ? sum : f.let(log(f, sum));
    const result = (first: boolean): Floats => {
      const from = op === 'softmax' ? target : source;
      const value = first ? loadFirst(mode, from) : loadFloats(mode, from);
      return op === 'softmax' ? value.div(sum) : value.sub(max).sub(logarithm);
    };
    f.set<I32>(left, vectors);
    f.while(left.gt(0), () => {
      f.do(storeFloats(target, result(false)));
      advance(lanes);
      f.advance(left, -1);
    });
    forTail(() => f.do(storeLane(target, result(true))));

    f.advance(input, rowBytes);
    f.advance(output, rowBytes);
    f.advance(rows, -1);
  });
  return f;
}
