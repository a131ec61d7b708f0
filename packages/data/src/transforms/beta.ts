import type { Generator } from '@plumbline/tensor';
import { uniform } from './uniform.ts';

/** Draws from the distribution Beta(alpha, alpha), alpha above 0. */
export function symmetricBeta(alpha: number, random: Generator): number {
  return alpha <= 1 ? johnk(alpha, random) : ofGammas(alpha, random);
}

/**
 * Jöhnk 1964: u^(1/alpha) / (u^(1/alpha) + v^(1/alpha)) for uniform u and v, where that sum is at
 * most 1. In logarithms, since a small alpha takes both powers below the smallest number.
 */
function johnk(alpha: number, random: Generator): number {
  for (;;) {
    const a = Math.log(1 - uniform(random)) / alpha;
    const b = Math.log(1 - uniform(random)) / alpha;
    const larger = Math.max(a, b);
    const logSum = larger + Math.log(Math.exp(a - larger) + Math.exp(b - larger));
    if (logSum <= 0) return Math.exp(a - logSum);
  }
}

function ofGammas(alpha: number, random: Generator): number {
  const a = gamma(alpha, random);
  return a / (a + gamma(alpha, random));
}

/** Gamma(alpha), alpha from 1 up: Marsaglia and Tsang 2000, "A simple method for generating gamma variables". */
function gamma(alpha: number, random: Generator): number {
  const d = alpha - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(random);
    const v = (1 + c * x) ** 3;
    if (v <= 0) continue;
    if (Math.log(1 - uniform(random)) < (x * x) / 2 + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** Box and Muller 1958. */
function normal(random: Generator): number {
  const radius = Math.sqrt(-2 * Math.log(1 - uniform(random)));
  return radius * Math.cos(2 * Math.PI * uniform(random));
}
