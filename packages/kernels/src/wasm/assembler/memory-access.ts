import { vectorConstant } from './constants.ts';
import type { Doubles } from './doubles.ts';
import { type Code, simd, unsigned } from './encoding.ts';
import type { FeatureMode } from './feature-mode.ts';
import { Floats, Ints, Mask } from './lanes.ts';
import { F32, I32 } from './scalars.ts';

/*
 * Loads and stores. `offset` is a constant number of bytes that costs nothing. All of them give the
 * alignment hint 0 (a byte): views start at any element, and today's machines don't mind.
 */

function at(offset: number): Code {
  return [0, unsigned(offset)];
}

/** As many adjacent floats as there are lanes. */
export function loadFloats(mode: FeatureMode, address: I32, offset = 0): Floats {
  return new Floats(mode, [address.code, mode === 'scalar' ? 0x2a : simd(0x00), at(offset)]);
}

/** One float in all lanes. */
export function loadSplat(mode: FeatureMode, address: I32, offset = 0): Floats {
  return new Floats(mode, [address.code, mode === 'scalar' ? 0x2a : simd(0x09), at(offset)]);
}

/** One float in the first lane, zeros in the others. */
export function loadFirst(mode: FeatureMode, address: I32, offset = 0): Floats {
  return new Floats(mode, [address.code, mode === 'scalar' ? 0x2a : simd(0x5c), at(offset)]);
}

/** `lanes` with one of them loaded. Vector modes only. */
export function loadLane(lanes: Floats, lane: number, address: I32, offset = 0): Floats {
  return lanes.like([address.code, lanes.code, simd(0x56), at(offset), lane]);
}

/** Two adjacent floats in the first lanes, zeros in the others. Vector modes only. */
export function loadPair(mode: FeatureMode, address: I32, offset = 0): Floats {
  return new Floats(mode, [address.code, simd(0x5d), at(offset)]);
}

export function loadF32(address: I32, offset = 0): F32 {
  return new F32([address.code, 0x2a, at(offset)]);
}

export function loadI32(address: I32, offset = 0): I32 {
  return new I32([address.code, 0x28, at(offset)]);
}

/** As many adjacent bools (bytes) as there are lanes; `first` loads one and leaves the rest false. */
export function loadBools(mode: FeatureMode, address: I32, first = false, offset = 0): Mask {
  if (mode === 'scalar') return new Mask(mode, [address.code, 0x2d, at(offset), 0x41, 0, 0x47]);
  // i8x16 -> i16x8 -> i32x4, each widening the low half, then compared with zero.
  const bytes = first
    ? [new I32([address.code, 0x2d, at(offset)]).code, simd(0x11)]
    : [address.code, simd(0x5c), at(offset), simd(0x89), simd(0xa9)];
  return new Ints(mode, bytes).ne(0);
}

export function storeFloats(address: I32, value: Floats, offset = 0): Code {
  const opcode = value.mode === 'scalar' ? [0x38] : simd(0x0b);
  return [address.code, value.code, opcode, at(offset)];
}

/** Stores one lane. */
export function storeLane(address: I32, value: Floats, lane = 0, offset = 0): Code {
  if (value.mode === 'scalar') return storeFloats(address, value, offset);
  return [address.code, value.code, simd(0x5a), at(offset), lane];
}

/** Stores the first (0) or the last (1) two lanes. Vector modes only. */
export function storePair(address: I32, value: Floats, pair: 0 | 1, offset = 0): Code {
  return [address.code, value.code, simd(0x5b), at(offset), pair];
}

/** Stores the first of float64 lanes. */
export function storeDouble(address: I32, value: Doubles, offset = 0): Code {
  if (value.mode === 'scalar') return [address.code, value.code, 0x39, at(offset)];
  return [address.code, value.code, simd(0x5b), at(offset), 0];
}

export function storeF32(address: I32, value: F32, offset = 0): Code {
  return [address.code, value.code, 0x38, at(offset)];
}

export function storeI32(address: I32, value: I32, offset = 0): Code {
  return [address.code, value.code, 0x36, at(offset)];
}

/** As many adjacent bools as there are lanes, each a byte 0 or 1. */
export function storeBools(address: I32, value: Mask, offset = 0): Code {
  if (value.mode === 'scalar') return [address.code, value.code, 0x3a, at(offset)];
  // Signed narrowing keeps -1 as -1: i32x4 -> i16x8 -> i8x16; then only the lowest bit stays.
  // The upper halves come from constants, since code that appears twice runs twice.
  const ones = vectorConstant(new Array<number>(16).fill(1));
  const words = [value.code, ones, simd(0x85)];
  const bytes = [words, ones, simd(0x65), ones, simd(0x4e)];
  return [address.code, bytes, simd(0x5a), at(offset), 0];
}

/** Stores the first lane's bool. */
export function storeFirstBool(address: I32, value: Mask): Code {
  if (value.mode === 'scalar') return storeBools(address, value);
  return [address.code, value.code, simd(0x1b), 0, 0x41, 1, 0x71, 0x3a, at(0)];
}

/** Copies `bytes` bytes, as if through a buffer where the two ranges overlap. */
export function copyBytes(target: I32, source: I32, bytes: I32): Code {
  return [target.code, source.code, bytes.code, 0xfc, 0x0a, 0, 0];
}

/** Sets `bytes` bytes to 0. */
export function fillBytes(target: I32, bytes: I32): Code {
  return [target.code, 0x41, 0, bytes.code, 0xfc, 0x0b, 0];
}
