import type { FeatureMode } from '../assembler/feature-mode.ts';
import { FunctionBuilder, type Local } from '../assembler/function-builder.ts';
import { loadF32, loadFloats, loadI32, storeF32, storeFloats } from '../assembler/memory-access.ts';
import { type I32, i32 } from '../assembler/scalars.ts';
import { transposeIntoPanel } from '../matmul/pack.ts';

/*
 * These pack a matrix whose element (lane, step) lies at `source + lanes[lane] + steps[step]`, both
 * tables of byte offsets, into the panels of the matrix kernel (see matmul/pack.ts). Parameters:
 * `target`; `source`; `laneTable`, `lanes`; `stepTable`, `steps`. Lanes that the last panel has too
 * many repeat the last one: the kernel throws away what comes of them.
 */

/** For lanes that often lie side by side: the pixels of a row of an image. */
export function packAdjacentPixels(mode: FeatureMode, width: number): FunctionBuilder {
  const f = new FunctionBuilder('packAdjacentPixels');
  const [target, source] = [f.i32(), f.i32()];
  const [laneTable, lanes, stepTable, steps] = [f.i32(), f.i32(), f.i32(), f.i32()];
  f.while(lanes.gt(0), () => {
    const addresses = laneAddresses(f, width, { source, laneTable, lanes });
    const eachStep = (move: (offset: I32) => void): void => {
      const step = f.let<I32>(stepTable);
      const end = f.let(stepTable.add(steps.shl(2)));
      f.repeat(() => {
        move(f.let(loadI32(step)));
        f.advance(target, width * 4);
        f.advance(step, 4);
        return step.lt(end);
      });
    };
    const oneByOne = (): void => eachStep((offset) => gather(f, target, addresses, offset));
    if (mode === 'scalar') oneByOne();
    else {
      const fours = Array.from({ length: width / 4 }, (_, i) => i * 4);
      const runs = fours.map((lane) => isRun(addresses[lane]!, addresses[lane + 3]!));
      f.if(
        runs.reduce((all, run) => all.and(run)),
        () =>
          eachStep((offset) => {
            for (const lane of fours) {
              const values = loadFloats(mode, addresses[lane]!.add(offset));
              f.do(storeFloats(target, values, lane * 4));
            }
          }),
        oneByOne,
      );
    }
    f.advance(laneTable, width * 4);
    f.advance(lanes, -width);
  });
  return f;
}

/** For steps that often lie side by side: sums over pixels. Four at a time are transposed. */
export function packAdjacentSteps(mode: FeatureMode, width: number): FunctionBuilder {
  const f = new FunctionBuilder('packAdjacentSteps');
  const [target, source] = [f.i32(), f.i32()];
  const [laneTable, lanes, stepTable, steps] = [f.i32(), f.i32(), f.i32(), f.i32()];
  f.while(lanes.gt(0), () => {
    const addresses = laneAddresses(f, width, { source, laneTable, lanes });
    const step = f.let<I32>(stepTable);
    const left = f.let<I32>(steps);
    const done = (count: number): void => {
      f.advance(target, count * width * 4);
      f.advance(step, count * 4);
      f.advance(left, -count);
    };
    f.repeat(() => {
      const offset = f.let(loadI32(step));
      const oneByOne = (): void => {
        gather(f, target, addresses, offset);
        done(1);
      };
      if (mode === 'scalar') oneByOne();
      else {
        // Past the table's end is whatever follows: it is read, but doesn't count.
        const isSquare = left.ge(4).and(isRun(offset, loadI32(step, 12)));
        f.if(
          isSquare,
          () => {
            let lane = 0;
            const nextLane = () => f.let(loadFloats(mode, addresses[lane++]!.add(offset)));
            transposeIntoPanel(f, target, width, nextLane);
            done(4);
          },
          oneByOne,
        );
      }
      return left.gt(0);
    });
    f.advance(laneTable, width * 4);
    f.advance(lanes, -width);
  });
  return f;
}

/** Whether four offsets that grow evenly are those of neighbours: the last is 3 floats on. */
function isRun(first: I32, last: I32): I32 {
  return last.sub(first).eq(12);
}

function laneAddresses(
  f: FunctionBuilder,
  width: number,
  { source, laneTable, lanes }: { source: I32; laneTable: I32; lanes: I32 },
): Local<I32>[] {
  const last = f.let(lanes.sub(1));
  return Array.from({ length: width }, (_, lane) => {
    const entry = laneTable.add(i32(lane).min(last).shl(2));
    return f.let(source.add(loadI32(entry)));
  });
}

/** One step, value by value. */
function gather(f: FunctionBuilder, target: I32, addresses: readonly I32[], offset: I32): void {
  for (const [lane, address] of addresses.entries()) {
    f.do(storeF32(target, loadF32(address.add(offset)), lane * 4));
  }
}
