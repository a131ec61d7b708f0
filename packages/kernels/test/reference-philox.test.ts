import fc from 'fast-check';
import { expect, test } from 'vitest';
import { philox, philoxBlock, type Words } from '../src/reference/philox.ts';

type Key = readonly [number, number];

/** From `kat_vectors`, the known answers that come with the authors' Random123 library. */
const knownAnswers: readonly { counter: Words; key: Key; words: Words }[] = [
  {
    counter: [0, 0, 0, 0],
    key: [0, 0],
    words: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
  },
  {
    counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    key: [0xffffffff, 0xffffffff],
    words: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  },
  {
    // The digits of pi.
    counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    key: [0xa4093822, 0x299f31d0],
    words: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  },
];

test.each(knownAnswers)('Random123: counter $counter, key $key', ({ counter, key, words }) => {
  expect(philoxBlock(key, counter, [0, 0, 0, 0])).toEqual(words);
});

const word = fc.integer({ min: 0, max: 0xffffffff });
const keys = fc.tuple(word, word);

test('the 32-bit arithmetic is that of the paper in whole numbers', () => {
  fc.assert(
    fc.property(keys, fc.tuple(word, word, word, word), (key, counter) => {
      expect(philoxBlock(key, counter, [0, 0, 0, 0])).toEqual(inWholeNumbers(key, counter));
    }),
  );
});

test('a block may overwrite its counter', () => {
  const words: Words = [1, 2, 3, 4];
  expect(philoxBlock([5, 6], words, words)).toBe(words);
  expect(words).toEqual(philoxBlock([5, 6], [1, 2, 3, 4], [0, 0, 0, 0]));
});

test('a counter above 2^32 goes into two words', () => {
  fc.assert(
    fc.property(keys, fc.maxSafeNat(), (key, counter) => {
      const low = Number(BigInt(counter) & 0xffffffffn);
      const high = Number(BigInt(counter) >> 32n);
      expect(philox(key, counter)).toEqual(philoxBlock(key, [low, high, 0, 0], [0, 0, 0, 0]));
    }),
  );
});

test('it fills the words it is given', () => {
  const words: Words = [0, 0, 0, 0];
  expect(philox([0, 0], 0, words)).toBe(words);
  expect(words[0]).toBe(0x6627e8d5);
});

/** The rounds of the paper, with BigInt. */
function inWholeNumbers(key: Key, counter: Readonly<Words>): number[] {
  const mask = 0xffffffffn;
  let [r0, l0] = [BigInt(counter[0]), BigInt(counter[1])];
  let [r1, l1] = [BigInt(counter[2]), BigInt(counter[3])];
  let [k0, k1] = [BigInt(key[0]), BigInt(key[1])];
  for (let round = 0; round < 10; round++) {
    const p0 = r0 * 0xd2511f53n;
    const p1 = r1 * 0xcd9e8d57n;
    [r0, l0, r1, l1] = [(p1 >> 32n) ^ l0 ^ k0, p1 & mask, (p0 >> 32n) ^ l1 ^ k1, p0 & mask];
    k0 = (k0 + 0x9e3779b9n) & mask;
    k1 = (k1 + 0xbb67ae85n) & mask;
  }
  return [r0, l0, r1, l1].map(Number);
}
