import { type FeatureMode, laneCount } from '../assembler/feature-mode.ts';
import { FunctionBuilder } from '../assembler/function-builder.ts';
import { type Floats, floats, ints, laneNumbers } from '../assembler/lanes.ts';
import { storeFloats, storeLane } from '../assembler/memory-access.ts';

import { philoxLanes } from './philox.ts';

/**
 * `count` float32 numbers in [0, 1), the upper 24 bits of the first word of each counter's block.
 * The counters have one high word: the caller splits where the low word overflows.
 */
export function uniformRun(mode: FeatureMode): FunctionBuilder {
  const f = new FunctionBuilder('uniformRun');
  const [key0, key1, low, high, output, count] = [
    f.i32(),
    f.i32(),
    f.i32(),
    f.i32(),
    f.i32(),
    f.i32(),
  ];
  const lanes = laneCount(mode);
  const numbers = f.let(floats(mode, 0));
  f.while(count.gt(0), () => {
    const counters = f.let(ints(mode, low).add(laneNumbers(mode)));
    const zero = ints(mode, 0);
    const [word] = philoxLanes(f, [key0, key1], [counters, ints(mode, high), zero, zero]);
    f.set<Floats>(
      numbers,
      word
        .shrUnsigned(8)
        .toFloats()
        .mul(2 ** -24),
    );
    f.if(
      count.ge(lanes),
      () => f.do(storeFloats(output, numbers)),
      () => {
        for (let lane = 0; lane < lanes - 1; lane++) {
          f.if(count.gt(lane), () => f.do(storeLane(output, numbers, lane, lane * 4)));
        }
      },
    );
    f.advance(output, lanes * 4);
    f.advance(low, lanes);
    f.advance(count, -lanes);
  });
  return f;
}
