import type { FunctionBuilder } from '../assembler/function-builder.ts';
import { type Floats, floats } from '../assembler/lanes.ts';
import { exp } from './exponential.ts';
import { polynomial } from './polynomial.ts';

/** Where the series near 0 hands over to the formula for the tails. */
const boundary = 0.921875;
/** From here on erf is 1 in float32. */
const saturation = 4;

/** Near 0 |x| p(x^2), elsewhere 1 - e^q(|x|) (N. Juffa's coefficients). Within 2 ulp. */
export function erf(f: FunctionBuilder, x: Floats): Floats {
  const { mode } = x;
  const whole = f.let(x.abs());
  const magnitude = f.let(whole.gt(saturation).select(floats(mode, saturation), whole));
  const exponent = polynomial(
    magnitude,
    [
      -1.7285347e-5, 3.83197126e-4, -3.88396438e-3, 2.42546219e-2, -1.06777877e-1, -6.34846687e-1,
      -1.28717512e-1,
    ],
  );
  const logarithm = f.let(f.let(exponent).madd(magnitude, magnitude.neg()));
  const far = f.let(floats(mode, 1).sub(exp(f, logarithm)));
  const square = f.let(x.mul(x));
  const series = polynomial(
    square,
    [-5.96761703e-4, 4.99119423e-3, -2.67681349e-2, 1.12819925e-1, -3.76125336e-1, 1.28379166e-1],
  );
  const near = series.madd(whole, whole);
  return whole.lt(boundary).select(near, far).copysign(x);
}
