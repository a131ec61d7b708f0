import type { FunctionBuilder } from '../assembler/function-builder.ts';
import { type Floats, floats } from '../assembler/lanes.ts';
import { polynomial } from './polynomial.ts';

const smallestNormal = 2 ** -126;
/** The bits of sqrt(1/2): mantissas are brought between it and twice it. */
const sqrtHalfBits = 0x3f3504f3;

/**
 * log x = n ln 2 + log m with x = 2^n m and sqrt(1/2) <= m < sqrt 2, where a polynomial gives log m
 * (Moshier's Cephes, logf). Within 2 ulp.
 */
export function log(f: FunctionBuilder, x: Floats): Floats {
  const { mode } = x;
  const isDenormal = f.let(x.lt(smallestNormal));
  const scaled = f.let(isDenormal.select(x.mul(2 ** 23), x));
  const bits = f.let(scaled.bits().sub(sqrtHalfBits));
  const exponent = f.let(bits.shr(23).toFloats());
  const n = f.let(isDenormal.select(exponent.sub(23), exponent));
  const mantissa = bits.and(0x007fffff).add(sqrtHalfBits).floatBits();
  const r = f.let(mantissa.sub(1));
  const square = f.let(r.mul(r));
  const series = polynomial(
    r,
    [
      7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1,
      -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
    ],
  );
  // ln 2 in two parts, the small one first: it only matters below the rounding of the large one.
  const small = f.let(n.madd(-2.1219444e-4, series.mul(r).mul(square)));
  const tail = square.madd(-0.5, small);
  const finite = f.let(n.madd(0.693359375, r.add(tail)));
  const positive = x.eq(Number.POSITIVE_INFINITY).select(x, finite);
  const orZero = x.eq(0).select(floats(mode, Number.NEGATIVE_INFINITY), positive);
  // Negative numbers, and NaN, which no comparison holds for.
  return x.ge(0).select(orZero, floats(mode, Number.NaN));
}

/**
 * log u with u = 1 + x, times x / (u - 1), which makes up for what rounding u lost (Goldberg 1991,
 * "What every computer scientist should know about floating-point arithmetic", theorem 4). Within
 * 3 ulp.
 */
export function log1p(f: FunctionBuilder, x: Floats): Floats {
  const u = f.let(x.add(1));
  const corrected = log(f, u).mul(x.div(u.sub(1)));
  // Where u is 1 the quotient is 0 / 0 or x / 0, and where it is infinite inf / inf.
  const isCorrected = u.ne(1).and(u.ne(Number.POSITIVE_INFINITY));
  return isCorrected.select(corrected, x);
}
