import { multiplier0, multiplier1, rounds, weyl0, weyl1 } from '../../reference/philox.ts';
import type { FunctionBuilder, Local } from '../assembler/function-builder.ts';
import { type Ints, ints } from '../assembler/lanes.ts';
import { type I32, i32 } from '../assembler/scalars.ts';

/** Four words, each with a counter's (or a random block's) in every lane. */
export type WordLanes = readonly [Ints, Ints, Ints, Ints];

/** Philox 4x32-10 of one counter a lane; the reference kernel has the formula and the paper. */
export function philoxLanes(
  f: FunctionBuilder,
  key: readonly [I32, I32],
  counter: WordLanes,
): WordLanes {
  const { mode } = counter[0];
  const keyWords = [f.let<I32>(key[0]), f.let<I32>(key[1])] as const;
  const words = [
    f.let(counter[0]),
    f.let(counter[1]),
    f.let(counter[2]),
    f.let(counter[3]),
  ] as const;
  const left = f.let<I32>(i32(rounds));
  f.repeat(() => {
    const first = product(f, words[0], multiplier0);
    const second = product(f, words[2], multiplier1);
    f.set<Ints>(words[0], second.high.xor(words[1]).xor(ints(mode, keyWords[0])));
    f.set<Ints>(words[1], second.low);
    f.set<Ints>(words[2], first.high.xor(words[3]).xor(ints(mode, keyWords[1])));
    f.set<Ints>(words[3], first.low);
    f.advance(keyWords[0], i32(weyl0));
    f.advance(keyWords[1], i32(weyl1));
    f.advance(left, -1);
    return left.gt(0);
  });
  return words;
}

/** Unsigned 64-bit products with one word, as their low and high words. */
function product(
  f: FunctionBuilder,
  x: Ints,
  word: number,
): { low: Local<Ints>; high: Local<Ints> } {
  if (x.mode === 'scalar') {
    return { low: f.let(x.multiplyLow(word)), high: f.let(x.multiplyHigh(word)) };
  }
  const factor = f.let(ints(x.mode, word));
  const [first, last] = [
    f.let(x.extendMultiply(factor, 'first')),
    f.let(x.extendMultiply(factor, 'last')),
  ];
  return {
    low: f.let(first.shuffle(last, [0, 2, 4, 6])),
    high: f.let(first.shuffle(last, [1, 3, 5, 7])),
  };
}
