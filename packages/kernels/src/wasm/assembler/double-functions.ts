import type { Doubles } from './doubles.ts';
import type { FunctionBuilder } from './function-builder.ts';

/** The upper half of √½: mantissas are taken from √½ to √2. */
const rootHalf = 0x3fe6a09en << 32n;
const one = 0x3ff00000n << 32n;
const mantissa = 0x000fffffffffffffn;
/** 1.5 · 2^52: a small integer added to its bits is that integer added to the number. */
const large = 1.5 * 2 ** 52;
const largeBits = 0x4338n << 48n;

const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;
/** Coefficients of even and odd powers, from the highest down. */
const logEven = [0.15313837699209373, 0.22222198432149784, 0.3999999999940942];
const logOdd = [0.14798198605116586, 0.1818357216161805, 0.2857142874366239, 0.6666666666666735];

/** The natural logarithm of positive normal numbers, within 1 ulp (FDLIBM); `x` is a local. */
export function logarithm(f: FunctionBuilder, x: Doubles): Doubles {
  // x = 2^k (1 + r)
  const shifted = f.let(x.bits().add(one - rootHalf));
  const exponent = shifted.shrUnsigned(52).add(largeBits - 1023n);
  const k = f.let(exponent.doubleBits().sub(large));
  const r = f.let(shifted.and(mantissa).add(rootHalf).doubleBits().sub(1));
  const s = f.let(r.div(r.add(2)));
  const z = f.let(s.mul(s));
  const w = f.let(z.mul(z));
  const half = f.let(r.mul(r).mul(0.5));
  const series = horner(w, logEven).mul(w).add(horner(w, logOdd).mul(z));
  const rest = s.mul(half.add(series)).add(k.mul(ln2Low));
  return rest.sub(half).add(r).add(k.mul(ln2High));
}

/** 1/8!, 1/7!, ..., 1: for |r| <= ln 2 / 2 what is cut off is below 2e-10 of the result. */
const factorials = [8, 7, 6, 5, 4, 3, 2, 1, 0].map((n) => {
  let product = 1;
  for (let i = 2; i <= n; i++) product *= i;
  return 1 / product;
});

/** e^x for |x| below 700, exact enough for float32 (a relative 2e-10); `x` is a local. */
export function exponential(f: FunctionBuilder, x: Doubles): Doubles {
  const shifted = f.let(x.mul(Math.LOG2E).add(large));
  const n = f.let(shifted.sub(large));
  const r = f.let(x.sub(n.mul(ln2High)).sub(n.mul(ln2Low)));
  // The integer is in the lowest bits; the shift drops all others.
  const power = shifted.bits().add(1023n).shl(52).doubleBits();
  return horner(r, factorials).mul(power);
}

/** A polynomial in `x` (a local), coefficients from the highest power down. */
export function horner(x: Doubles, [first = 0, ...coefficients]: readonly number[]): Doubles {
  const [second = 0, ...rest] = coefficients;
  return rest.reduce<Doubles>((sum, c) => sum.mul(x).add(c), x.mul(first).add(second));
}
