import type { RandomKey } from '../kernels.ts';

const multiplier0 = 0xd2511f53;
const multiplier1 = 0xcd9e8d57;
const weyl0 = 0x9e3779b9;
const weyl1 = 0xbb67ae85;
const rounds = 10;

export type Words = [number, number, number, number];

/** The upper 32 bits of the product of two unsigned 32-bit numbers. */
function multiplyHigh(a: number, b: number): number {
  const [aLow, aHigh, bLow, bHigh] = [a & 0xffff, a >>> 16, b & 0xffff, b >>> 16];
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + Math.floor(middle / 65536) + Math.floor(carry / 65536)) >>> 0;
}

/** Philox 4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"). */
export function philoxBlock(key: RandomKey, counter: Readonly<Words>, into: Words): Words {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < rounds; round++) {
    const high0 = multiplyHigh(multiplier0, c0);
    const high1 = multiplyHigh(multiplier1, c2);
    const next0 = (high1 ^ c1 ^ k0) >>> 0;
    const next2 = (high0 ^ c3 ^ k1) >>> 0;
    c1 = Math.imul(multiplier1, c2) >>> 0;
    c3 = Math.imul(multiplier0, c0) >>> 0;
    c0 = next0;
    c2 = next2;
    k0 = (k0 + weyl0) >>> 0;
    k1 = (k1 + weyl1) >>> 0;
  }
  into[0] = c0;
  into[1] = c1;
  into[2] = c2;
  into[3] = c3;
  return into;
}

/** The four random words that belong to `counter` (a whole number up to 2^53). */
export function philox(key: RandomKey, counter: number, into: Words = [0, 0, 0, 0]): Words {
  into[0] = counter >>> 0;
  into[1] = Math.floor(counter / 2 ** 32);
  into[2] = 0;
  into[3] = 0;
  return philoxBlock(key, into, into);
}
