import type { DType } from '../dtype.ts';

const digitBits = 8;
const digits = 2 ** digitBits;

/** Indices, and beside each the word that it is sorted by: read in a row, not from all over. */
interface Pairs {
  readonly indices: Int32Array;
  readonly words: Uint32Array;
}

/**
 * The order of `keys`, equal ones as they were, digit by digit from the lowest on, each with a stable
 * counting sort (Knuth, The Art of Computer Programming 3, section 5.2.5, algorithm R). Linear, where
 * comparisons by a function cost as much as a call each.
 */
export function radixOrder(keys: Float64Array, dtype: DType, isDescending: boolean): Int32Array {
  let [from, to] = [pairs(keys.length), pairs(keys.length)];
  for (let i = 0; i < keys.length; i++) from.indices[i] = i;
  for (const word of orderedWords(keys, dtype)) {
    for (let i = 0; i < word.length; i++) {
      const own = word[from.indices[i]!]!;
      from.words[i] = isDescending ? ~own : own;
    }
    for (let shift = 0; shift < 32; shift += digitBits) {
      if (sortByDigit(shift, from, to)) [from, to] = [to, from];
    }
  }
  return from.indices;
}

function pairs(length: number): Pairs {
  return { indices: new Int32Array(length), words: new Uint32Array(length) };
}

/** False, and nothing done, where all have the same digit. */
function sortByDigit(shift: number, from: Pairs, to: Pairs): boolean {
  const { indices, words } = from;
  const next = new Int32Array(digits);
  for (let i = 0; i < words.length; i++) next[(words[i]! >>> shift) & (digits - 1)]!++;
  if (next.includes(words.length)) return false;
  let start = 0;
  for (let digit = 0; digit < digits; digit++) {
    const count = next[digit]!;
    next[digit] = start;
    start += count;
  }
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const place = next[(word >>> shift) & (digits - 1)]!++;
    to.indices[place] = indices[i]!;
    to.words[place] = word;
  }
  return true;
}

/** Words that order as unsigned numbers as the keys do, the lowest word first. */
function orderedWords(keys: Float64Array, dtype: DType): Uint32Array[] {
  const high = new Uint32Array(keys.length);
  if (dtype === 'int32') {
    for (let i = 0; i < keys.length; i++) high[i] = keys[i]! ^ signBit;
    return [high];
  }
  const low = dtype === 'float64' ? new Uint32Array(keys.length) : null;
  const key = low === null ? new Float32Array(1) : new Float64Array(1);
  const bits = new Uint32Array(key.buffer);
  for (let i = 0; i < keys.length; i++) {
    // + 0 makes of -0 the zero that it equals.
    key[0] = keys[i]! + 0;
    const top = bits[bits.length - 1]!;
    // Bits of IEEE 754 floats order as whole numbers once negative ones are inverted and the others
    // get the sign bit. Every NaN is the same and the largest.
    high[i] = Number.isNaN(keys[i]) ? ~0 : top >= signBit ? ~top : top | signBit;
    if (low !== null) low[i] = Number.isNaN(keys[i]) ? ~0 : top >= signBit ? ~bits[0]! : bits[0]!;
  }
  return low === null ? [high] : [low, high];
}

const signBit = 2 ** 31;
