import type { Distribution } from '../../kernels.ts';
import { type FeatureMode, laneCount } from '../assembler/feature-mode.ts';
import { FunctionBuilder } from '../assembler/function-builder.ts';
import { type Floats, floats, type Ints, ints, laneNumbers } from '../assembler/lanes.ts';
import { storeFloats, storeLane } from '../assembler/memory-access.ts';

import { normalLanes } from './normal.ts';
import { philoxLanes } from './philox.ts';

/**
 * `count` float32 numbers from the blocks of consecutive counters: uniform ones are the upper 24
 * bits of a block's first word. The counters have one high word: the caller splits where the low
 * word overflows.
 */
export function randomRun(mode: FeatureMode, distribution: Distribution): FunctionBuilder {
  const f = new FunctionBuilder(distribution);
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
    const words = philoxLanes(f, [key0, key1], [counters, ints(mode, high), zero, zero]);
    f.set<Floats>(numbers, distribution === 'normal' ? normalLanes(f, words) : uniform24(words[0]));
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

function uniform24(word: Ints): Floats {
  return word
    .shrUnsigned(8)
    .toFloats()
    .mul(2 ** -24);
}
