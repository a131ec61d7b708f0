import type { Generator } from '@plumbline/tensor';

/** Uniform in [0, 1), of 53 bits: two numbers of the stream. */
export function uniform(random: Generator): number {
  return (random.integer(2 ** 27) * 2 ** 26 + random.integer(2 ** 26)) / 2 ** 53;
}
