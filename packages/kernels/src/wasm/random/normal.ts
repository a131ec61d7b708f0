import { horner, logarithm } from '../assembler/double-functions.ts';
import { type Doubles, wordsToDoubles } from '../assembler/doubles.ts';
import type { FunctionBuilder } from '../assembler/function-builder.ts';
import { type Floats, floats, type Ints } from '../assembler/lanes.ts';
import { type I32, i32 } from '../assembler/scalars.ts';
import type { WordLanes } from './philox.ts';

/*
 * Box and Muller's normal numbers in float64, rounded to float32 at the end. Logarithm, sine and
 * cosine are FDLIBM's (Sun Microsystems 1993), each within 1 ulp, on intervals that need no
 * branches. They may differ from a JavaScript engine's in the last of 53 bits, which after rounding
 * to 24 shows in one number of some ten million (of 8 million compared with V8's, in none); and
 * unlike those they are the same on every machine.
 */

/** A standard normal number for each lane's random block. */
export function normalLanes(f: FunctionBuilder, words: WordLanes): Floats {
  if (words[0].mode === 'scalar') return normal(f, words);
  // A loop of two turns, half the code of two copies: a module that compiles at once is small.
  const [a, b, c, d] = [f.let(words[0]), f.let(words[1]), f.let(words[2]), f.let(words[3])];
  const made = f.let(floats(a.mode, 0));
  const left = f.let<I32>(i32(2));
  f.repeat(() => {
    f.set<Floats>(made, made.shuffle(f.let(normal(f, [a, b, c, d])), [2, 3, 4, 5]));
    for (const word of [a, b, c, d]) f.set<Ints>(word, word.shuffle(word, [2, 3, 2, 3]));
    f.advance(left, -1);
    return left.gt(0);
  });
  return made;
}

/** Of the first two blocks (in scalar mode of the only one). */
function normal(f: FunctionBuilder, [a, b, c, d]: WordLanes): Floats {
  const u = unit53(a, b);
  const radius = f.let(
    logarithm(f, f.let(u.neg().add(1)))
      .mul(-2)
      .sqrt(),
  );
  return radius.mul(cosineOfTurns(f, f.let(unit53(c, d)))).toFloats();
}

/** 53 bits of two words as a number in [0, 1). */
function unit53(high: Ints, low: Ints): Doubles {
  const upper = wordsToDoubles(high.shrUnsigned(5)).mul(2 ** 26);
  return upper.add(wordsToDoubles(low.shrUnsigned(6))).mul(2 ** -53);
}

const sines = [
  1.58969099521155e-10, -2.5050760253406863e-8, 2.7557313707070068e-6, -0.0001984126982985795,
  0.00833333333332249, -0.16666666666666632,
];
const cosines = [
  -1.1359647557788195e-11, 2.087572321298175e-9, -2.7557314351390663e-7, 2.480158728947673e-5,
  -0.001388888888887411, 0.0416666666666666,
];

/** cos(2πv) for v in [0, 1), a local. The nearest quarter of a turn comes off without rounding. */
function cosineOfTurns(f: FunctionBuilder, v: Doubles): Doubles {
  const quarter = f.let(v.mul(4).nearest());
  const x = f.let(v.sub(quarter.mul(0.25)).mul(2 * Math.PI));
  const z = f.let(x.mul(x));
  const sine = x.add(x.mul(z).mul(horner(z, sines)));
  const half = f.let(z.mul(0.5));
  const near = f.let(half.neg().add(1));
  const correction = near.neg().add(1).sub(half);
  const cosine = near.add(correction.add(z.mul(z).mul(horner(z, cosines))));
  // From the quarters 0 to 4: cos, -sin, -cos, sin, cos.
  const isSine = quarter.sub(2).abs().eq(1);
  const isNegative = quarter.sub(1.5).abs().lt(1);
  const value = f.let(isSine.select(sine, cosine));
  return isNegative.select(value.neg(), value);
}
