import type { FunctionBuilder, Local } from './function-builder.ts';
import { type Floats, floats } from './lanes.ts';
import type { I32 } from './scalars.ts';

/** How two partial results become one, and the value that changes nothing. */
export interface Combination {
  readonly combine: (x: Floats, y: Floats) => Floats;
  readonly identity: number;
}

const stepsPerBlock = 64;
/** 64 steps make a block, 64 blocks a block of the next level. */
const levels = 2;

/**
 * Runs `step` `steps` times; each run returns one value for each of `totals`, which are combined.
 * Blocks of steps are combined on their own first and then with each other, so that the rounding
 * error of a long sum grows with the cube root of its length, not with the length.
 */
export function accumulate(
  f: FunctionBuilder,
  totals: readonly Local<Floats>[],
  steps: I32,
  { combine, identity }: Combination,
  step: () => readonly Floats[],
): void {
  const fill = (into: readonly Local<Floats>[], left: Local<I32>, level: number): void => {
    f.while(left.gt(0), () => {
      if (level === 0) {
        for (const [i, value] of step().entries())
          f.set<Floats>(into[i]!, combine(into[i]!, value));
        f.advance(left, -1);
        return;
      }
      const size = f.let(left.min(stepsPerBlock ** level));
      f.set<I32>(left, left.sub(size));
      const block = into.map((total) => f.let(floats(total.mode, identity)));
      fill(block, size, level - 1);
      for (const [i, value] of block.entries()) f.set<Floats>(into[i]!, combine(into[i]!, value));
    });
  };
  fill(totals, f.let(steps), levels);
}

/** All lanes combined, in every lane. */
export function acrossLanes(
  f: FunctionBuilder,
  value: Floats,
  { combine }: Combination,
): Local<Floats> {
  const whole = f.let(value);
  if (value.mode === 'scalar') return whole;
  const halves = f.let(combine(whole, whole.shuffle(whole, [2, 3, 0, 1])));
  return f.let(combine(halves, halves.shuffle(halves, [1, 0, 3, 2])));
}
