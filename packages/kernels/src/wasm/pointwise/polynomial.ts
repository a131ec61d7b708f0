import { type Floats, floats } from '../assembler/lanes.ts';

/** Horner's rule, the coefficient of the highest power first. `x` is used once a step: a local. */
export function polynomial(x: Floats, coefficients: readonly number[]): Floats {
  return coefficients
    .slice(1)
    .reduce<Floats>(
      (sum, coefficient) => sum.madd(x, coefficient),
      floats(x.mode, coefficients[0] ?? 0),
    );
}
