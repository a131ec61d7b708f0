import { accumulate, acrossLanes } from './assembler/accumulate.ts';
import { type FeatureMode, laneCount } from './assembler/feature-mode.ts';
import type { FunctionBuilder, Local } from './assembler/function-builder.ts';
import { type Floats, floats } from './assembler/lanes.ts';
import {
  loadFirst,
  loadFloats,
  loadSplat,
  storeFloats,
  storeLane,
} from './assembler/memory-access.ts';
import { type I32, i32 } from './assembler/scalars.ts';
import { combinations } from './reduce/kernels.ts';

/*
 * Loops over stretches of memory without gaps: some vectors at a time, then element by element.
 */

const { sum } = combinations;

/** Sums of values over one or several stretches. */
export interface RunningSums {
  /** Adds what `values` makes of the elements at `starts`, one from each; a value for each sum. */
  over(
    starts: readonly I32[],
    length: I32,
    values: (elements: readonly Local<Floats>[]) => readonly Floats[],
  ): void;
  /** The sums so far, each in all lanes. */
  inAllLanes(): readonly Local<Floats>[];
}

/** `count` sums, which begin with 0. */
export function runningSums(f: FunctionBuilder, mode: FeatureMode, count: number): RunningSums {
  const lanes = laneCount(mode);
  const zeros = (): Local<Floats>[] => Array.from({ length: count }, () => f.let(floats(mode, 0)));
  const [totals, rest] = [zeros(), zeros()];
  const offset = f.let(i32(0));
  // Added up before they meet the running sum, which waits for itself less often then. Of many sums
  // the registers don't hold as many.
  const together = count > 2 ? 2 : 4;
  return {
    over(starts, length, values) {
      f.set<I32>(offset, i32(0));
      const load = (vector: number): readonly Floats[] =>
        values(
          starts.map((start) => f.let(loadFloats(mode, start.add(offset), vector * lanes * 4))),
        );
      accumulate(f, totals, length.shr(Math.log2(together * lanes)), sum, () => {
        const vectors = Array.from({ length: together }, (_, i) => load(i).map((x) => f.let(x)));
        f.advance(offset, together * lanes * 4);
        return totals.map((_, i) =>
          vectors.map<Floats>((vector) => vector[i]!).reduce((x, y) => x.add(y)),
        );
      });
      const tail = f.let(length.and(together * lanes - 1));
      f.while(tail.gt(0), () => {
        const elements = starts.map((start) => f.let(loadSplat(mode, start.add(offset))));
        for (const [i, value] of values(elements).entries()) {
          f.set<Floats>(rest[i]!, rest[i]!.add(value));
        }
        f.advance(offset, 4);
        f.advance(tail, -1);
      });
    },
    inAllLanes: () =>
      totals.map((total, i) => f.let<Floats>(acrossLanes(f, total, sum).add(rest[i]!))),
  };
}

/** The elements that a step works on, of any stretch by its start. */
export interface StretchElements {
  load(start: I32): Local<Floats>;
  store(start: I32, value: Floats): void;
}

/** Runs `step` over stretches of `length` elements. */
export function overStretch(
  f: FunctionBuilder,
  mode: FeatureMode,
  length: I32,
  step: (elements: StretchElements) => void,
): void {
  const lanes = laneCount(mode);
  const together = 2;
  const offset = f.let(i32(0));
  const vector = (index: number): StretchElements => ({
    load: (start) => f.let(loadFloats(mode, start.add(offset), index * lanes * 4)),
    store: (start, value) => f.do(storeFloats(start.add(offset), value, index * lanes * 4)),
  });
  const single: StretchElements = {
    load: (start) => f.let(loadFirst(mode, start.add(offset))),
    store: (start, value) => f.do(storeLane(start.add(offset), value)),
  };
  const left = f.let(length.shr(Math.log2(together * lanes)));
  f.while(left.gt(0), () => {
    for (let index = 0; index < together; index++) step(vector(index));
    f.advance(offset, together * lanes * 4);
    f.advance(left, -1);
  });
  const tail = f.let(length.and(together * lanes - 1));
  f.while(tail.gt(0), () => {
    step(single);
    f.advance(offset, 4);
    f.advance(tail, -1);
  });
}
