import type { Combination } from '../assembler/accumulate.ts';

/** Faster than `max`. It may lose a NaN, but not the result: the sum of the powers is NaN then. */
export const largest: Combination = {
  combine: (x, y) => x.gt(y).select(x, y),
  identity: Number.NEGATIVE_INFINITY,
};
