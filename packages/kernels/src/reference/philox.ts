import type { RandomKey } from '../kernels.ts';

export const multiplier0 = 0xd2511f53;
export const multiplier1 = 0xcd9e8d57;
/** The golden ratio and √3 - 1 as fractions of 2^32: the steps of the key's Weyl sequences. */
export const weyl0 = 0x9e3779b9;
export const weyl1 = 0xbb67ae85;
export const rounds = 10;

/** Four unsigned 32-bit words. */
export type Words = [number, number, number, number];

/** The four random words that belong to `counter`, a whole number up to 2^53. */
export function philox(key: RandomKey, counter: number, into: Words = [0, 0, 0, 0]): Words {
  into[0] = counter >>> 0;
  into[1] = Math.floor(counter / 2 ** 32);
  into[2] = 0;
  into[3] = 0;
  return philoxBlock(key, into, into);
}

/**
 * Philox 4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"). `into` may be
 * the counter itself.
 */
export function philoxBlock(key: RandomKey, counter: Readonly<Words>, into: Words): Words {
  // Inside, words are signed: `| 0` keeps them small integers that V8 does not have to box.
  let c0 = counter[0] | 0;
  let c1 = counter[1] | 0;
  let c2 = counter[2] | 0;
  let c3 = counter[3] | 0;
  let k0 = key[0] | 0;
  let k1 = key[1] | 0;
  for (let round = 0; round < rounds; round++) {
    const high0 = multiplyHigh(multiplier0, c0);
    const high1 = multiplyHigh(multiplier1, c2);
    const low0 = Math.imul(multiplier0, c0);
    const low1 = Math.imul(multiplier1, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + weyl0) | 0;
    k1 = (k1 + weyl1) | 0;
  }
  into[0] = c0 >>> 0;
  into[1] = c1 >>> 0;
  into[2] = c2 >>> 0;
  into[3] = c3 >>> 0;
  return into;
}

/**
 * The upper 32 bits of the product of two 32-bit words, by long multiplication in base 2^16. No
 * sum exceeds 32 bits: (2^16 - 1)² + 2 (2^16 - 1) = 2^32 - 1.
 */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const low = Math.imul(aLow, bLow);
  const middle = (Math.imul(aHigh, bLow) + (low >>> 16)) | 0;
  const carry = (Math.imul(aLow, bHigh) + (middle & 0xffff)) | 0;
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (carry >>> 16)) | 0;
}
