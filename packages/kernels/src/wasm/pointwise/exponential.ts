import type { FunctionBuilder } from '../assembler/function-builder.ts';
import { type Floats, floats } from '../assembler/lanes.ts';
import { log } from './logarithm.ts';
import { polynomial } from './polynomial.ts';

/** Past these exp is infinite and 0, and the exponent arithmetic below would wrap around. */
const largest = 89;
const smallest = -104;
/** ln 2 in two parts; the first has few bits, so that a small integer times it is exact. */
const ln2High = 0.693359375;
const ln2Low = -2.1219444005469057e-4;
/** 1.5 * 2^23: adding it rounds a float to an integer, which then is the sum's lowest bits. */
const roundingConstant = 12582912;
const roundingBits = 0x4b400000;

/**
 * e^x = 2^n e^r with n = round(x / ln 2) and |r| <= ln 2 / 2, where a polynomial gives e^r (Moshier's
 * Cephes, expf). Within 2 ulp.
 */
export function exp(f: FunctionBuilder, x: Floats): Floats {
  const { mode } = x;
  // The comparisons are false for NaN, which passes on to the result.
  const below = f.let(x.gt(largest).select(floats(mode, largest), x));
  const clamped = f.let(below.lt(smallest).select(floats(mode, smallest), below));
  const shifted = f.let(clamped.mul(Math.LOG2E).add(roundingConstant));
  const n = f.let(shifted.sub(roundingConstant));
  const r = f.let(n.madd(-ln2Low, n.madd(-ln2High, clamped)));
  const tail = polynomial(
    r,
    [
      1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1,
      5.0000001201e-1,
    ],
  );
  const power = f.let(r.mul(r).madd(tail, r).add(1));
  // 2^n in two factors: one alone can't be stored when the result overflows or is denormal.
  const exponent = f.let(shifted.bits().sub(roundingBits));
  const half = f.let(exponent.shr(1));
  const rest = exponent.sub(half);
  return power.mul(powerOfTwo(half)).mul(powerOfTwo(rest));
}

/** 2^n as a float, from its exponent bits. */
function powerOfTwo(n: ReturnType<Floats['bits']>): Floats {
  return n.add(127).shl(23).floatBits();
}

/**
 * u - 1 with u = e^x, times x / log u, which makes up for what rounding u lost (Kahan; Higham 2002,
 * "Accuracy and stability of numerical algorithms", section 1.14.1). Within 3 ulp.
 */
export function expm1(f: FunctionBuilder, x: Floats): Floats {
  const u = f.let(exp(f, x));
  const difference = f.let(u.sub(1));
  const corrected = difference.mul(x.div(log(f, u)));
  // Where u is 1 the quotient is x / 0; far from it, nothing is lost (and u may be 0 or infinite).
  const isNear = x.abs().lt(1);
  const far = isNear.select(corrected, difference);
  return u.eq(1).select(x, far);
}

/** 1 / (1 + e^-x); for negative x in the form e^x / (1 + e^x), which doesn't overflow. */
export function sigmoid(f: FunctionBuilder, x: Floats): Floats {
  const power = f.let(exp(f, f.let(x.abs().neg())));
  const numerator = x.lt(0).select(power, floats(x.mode, 1));
  return numerator.div(power.add(1));
}

/**
 * Near 0 a polynomial (Cephes, tanhf), where 1 - 2 / (e^2x + 1) would cancel; elsewhere that
 * formula. Both on |x|, so that -0 keeps its sign.
 */
export function tanh(f: FunctionBuilder, x: Floats): Floats {
  const { mode } = x;
  const magnitude = f.let(x.abs());
  const power = f.let(exp(f, f.let(magnitude.add(magnitude))));
  const far = floats(mode, 1).sub(floats(mode, 2).div(power.add(1)));
  const square = f.let(x.mul(x));
  const series = polynomial(
    square,
    [-5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1],
  );
  const near = square.mul(series).madd(magnitude, magnitude);
  return magnitude.lt(0.625).select(near, far).copysign(x);
}
