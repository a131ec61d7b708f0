import { accumulate, acrossLanes, type Combination } from '../assembler/accumulate.ts';
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
import type { I32 } from '../assembler/scalars.ts';

/** The reductions that have kernels. `max` and `min` give NaN where there is one. */
export const combinations = {
  sum: { combine: (x: Floats, y: Floats) => x.add(y), identity: 0 },
  max: { combine: (x: Floats, y: Floats) => x.max(y), identity: Number.NEGATIVE_INFINITY },
  min: { combine: (x: Floats, y: Floats) => x.min(y), identity: Number.POSITIVE_INFINITY },
} as const satisfies Record<string, Combination>;

/** Independent partial results: one alone would wait for its own last addition. */
const chains = 4;

/** `output[row] = input[row, 0] + input[row, 1] + ...` for contiguous rows. */
export function reduceRows(mode: FeatureMode, combination: Combination): FunctionBuilder {
  const { combine, identity } = combination;
  const f = new FunctionBuilder('reduceRows');
  const [input, output, rows, columns] = [f.i32(), f.i32(), f.i32(), f.i32()];
  const vectorBytes = laneCount(mode) * 4;
  f.while(rows.gt(0), () => {
    const totals = Array.from({ length: chains }, () => f.let(floats(mode, identity)));
    const left = f.let<I32>(columns);

    const bits = laneCount(mode) === 4 ? 4 : 2;
    accumulate(f, totals, left.shr(bits), combination, () => {
      const values = totals.map((_, i) => f.let(loadFloats(mode, input, i * vectorBytes)));
      f.advance(input, chains * vectorBytes);
      return values;
    });
    f.set<I32>(left, left.and(2 ** bits - 1));

    const [first, second, third, fourth] = [totals[0]!, totals[1]!, totals[2]!, totals[3]!];
    const whole = combine(combine(first, second), combine(third, fourth));
    const result = acrossLanes(f, whole, combination);
    f.while(left.gt(0), () => {
      f.set<Floats>(result, combine(result, loadSplat(mode, input)));
      f.advance(input, 4);
      f.advance(left, -1);
    });
    f.do(storeLane(output, result));
    f.advance(output, 4);
    f.advance(rows, -1);
  });
  return f;
}

/** `output[i, column] = input[i, 0, column] + input[i, 1, column] + ...`, both contiguous. */
export function reduceColumns(mode: FeatureMode, combination: Combination): FunctionBuilder {
  const f = new FunctionBuilder('reduceColumns');
  const [input, output, outer, rows, columns] = [f.i32(), f.i32(), f.i32(), f.i32(), f.i32()];
  const rowBytes = f.let(columns.shl(2));
  const lanes = laneCount(mode);

  f.while(outer.gt(0), () => {
    const left = f.let<I32>(columns);
    const column = f.let<I32>(input);
    /** Blocks of columns, `vectors` of them wide; or single columns (`vectors` is 0). */
    const blocks = (vectors: number): void => {
      const width = vectors === 0 ? 1 : vectors * lanes;
      f.while(left.ge(width), () => {
        const totals = Array.from({ length: Math.max(1, vectors) }, () =>
          f.let(floats(mode, combination.identity)),
        );
        const address = f.let<I32>(column);
        accumulate(f, totals, rows, combination, () => {
          const values = totals.map((_, i) =>
            f.let(
              vectors === 0 ? loadFirst(mode, address) : loadFloats(mode, address, i * lanes * 4),
            ),
          );
          f.advance(address, rowBytes);
          return values;
        });
        for (const [i, total] of totals.entries()) {
          f.do(
            vectors === 0 ? storeLane(output, total) : storeFloats(output, total, i * lanes * 4),
          );
        }
        f.advance(output, width * 4);
        f.advance(column, width * 4);
        f.advance(left, -width);
      });
    };
    blocks(chains);
    if (lanes > 1) blocks(1);
    blocks(0);
    f.advance(input, rows.mul(rowBytes));
    f.advance(outer, -1);
  });
  return f;
}
