import { exponential, logarithm } from '../assembler/double-functions.ts';
import { doubles, floatsToDoubles } from '../assembler/doubles.ts';
import type { FunctionBuilder } from '../assembler/function-builder.ts';
import { type Floats, floats } from '../assembler/lanes.ts';
import { type I32, i32 } from '../assembler/scalars.ts';

/** Past these e^t is infinite and 0 as a float32. */
const [smallest, largest] = [-110, 95];

/**
 * x^y as `pointwiseOps` means it: JavaScript's, but 1^y is 1. e^(y ln |x|) in float64, rounded once,
 * then the sign. Within 1 ulp.
 */
export function pow(f: FunctionBuilder, x: Floats, y: Floats): Floats {
  const { mode } = x;
  const size = f.let(magnitude(f, f.let(x), f.let(y)));
  const half = f.let(y.mul(0.5));
  const isWhole = y.floor().eq(y);
  const isOdd = isWhole.and(half.floor().ne(half));
  const isNegative = x.bits().shr(31).ne(0);
  const signed = f.let(isOdd.and(isNegative).select(size.neg(), size));
  const hasRoot = x.ge(0).or(y.floor().eq(y)).or(x.eq(Number.NEGATIVE_INFINITY)).or(x.ne(x));
  const real = f.let(hasRoot.select(signed, floats(mode, Number.NaN)));
  return y.eq(0).or(x.eq(1)).select(floats(mode, 1), real);
}

/** |x|^y. */
function magnitude(f: FunctionBuilder, x: Floats, y: Floats): Floats {
  if (x.mode === 'scalar') return firstLanes(f, x, y);
  // A loop of two turns, half the code of two copies.
  const [base, exponent] = [f.let<Floats>(x), f.let<Floats>(y)];
  const made = f.let(floats(x.mode, 0));
  const left = f.let<I32>(i32(2));
  f.repeat(() => {
    f.set<Floats>(made, made.shuffle(f.let(firstLanes(f, base, exponent)), [2, 3, 4, 5]));
    for (const lanes of [base, exponent]) f.set<Floats>(lanes, lanes.shuffle(lanes, [2, 3, 2, 3]));
    f.advance(left, -1);
    return left.gt(0);
  });
  return made;
}

/** Of the first two lanes (in scalar mode of the only one). */
function firstLanes(f: FunctionBuilder, x: Floats, y: Floats): Floats {
  const { mode } = x;
  const base = f.let(floatsToDoubles(x.abs()));
  const finite = f.let(logarithm(f, base));
  const { POSITIVE_INFINITY: infinity } = Number;
  const ofZero = f.let(base.eq(0).select(doubles(mode, -infinity), finite));
  const ofInfinity = f.let(base.eq(infinity).select(doubles(mode, infinity), ofZero));
  const logOfBase = f.let(base.eq(base).select(ofInfinity, base));
  const t = f.let(floatsToDoubles(y).mul(logOfBase));
  const above = f.let(t.lt(smallest).select(doubles(mode, smallest), t));
  const clamped = f.let(doubles(mode, largest).lt(above).select(doubles(mode, largest), above));
  const power = f.let(exponential(f, clamped));
  return t.eq(t).select(power, t).toFloats();
}
