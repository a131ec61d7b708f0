import { Generator } from '@plumbline/tensor';

/**
 * Each epoch draws from 2^32 numbers of the seed's stream of its own, so that epoch 1 of seed 0 is
 * not epoch 0 of seed 1, as with seed + epoch. The lower half is for the order: a permutation of up
 * to 10^9 examples takes fewer numbers.
 */
const numbersPerEpoch = 2 ** 32;

/** A generator's counter stays below 2^53. */
export const epochLimit = 2 ** 21;

/** What the order of an epoch is drawn from. */
export function orderGenerator(seed: number, epoch: number): Generator {
  return new Generator(seed, epoch * numbersPerEpoch);
}

/**
 * What the transforms of a batch draw from, as many numbers as they like: a stream with a seed of
 * its own, of 53 bits, which is two numbers of the upper half of the epoch's.
 */
export function batchGenerator(seed: number, epoch: number, batch: number): Generator {
  const words = new Generator(seed, (epoch + 0.5) * numbersPerEpoch + 2 * batch);
  return new Generator(words.integer(2 ** 32) + 2 ** 32 * words.integer(2 ** 21));
}
