import { vectorConstant } from './constants.ts';
import { type Code, simd } from './encoding.ts';
import type { FeatureMode } from './feature-mode.ts';
import { Floats, type Ints } from './lanes.ts';
import { I32, type Value, type ValueType, valueTypes } from './scalars.ts';

/*
 * Two lanes of float64, of 64-bit integers or of truth, or one lane in scalar mode: for what
 * float32 is not exact enough.
 */

/** Float64 lanes. */
export class Doubles implements Value<Doubles> {
  readonly mode: FeatureMode;
  readonly code: Code;

  constructor(mode: FeatureMode, code: Code) {
    this.mode = mode;
    this.code = code;
  }

  get type(): ValueType {
    return this.mode === 'scalar' ? valueTypes.f64 : valueTypes.v128;
  }
  like(code: Code): Doubles {
    return new Doubles(this.mode, code);
  }

  abs(): Doubles {
    return this.#unary(0x99, 0xec);
  }
  neg(): Doubles {
    return this.#unary(0x9a, 0xed);
  }
  /** Rounds half to even. */
  nearest(): Doubles {
    return this.#unary(0x9e, 0x94);
  }
  sqrt(): Doubles {
    return this.#unary(0x9f, 0xef);
  }
  add(y: Doubles | number): Doubles {
    return this.#binary(y, 0xa0, 0xf0);
  }
  sub(y: Doubles | number): Doubles {
    return this.#binary(y, 0xa1, 0xf1);
  }
  mul(y: Doubles | number): Doubles {
    return this.#binary(y, 0xa2, 0xf2);
  }
  div(y: Doubles | number): Doubles {
    return this.#binary(y, 0xa3, 0xf3);
  }
  eq(y: Doubles | number): DoubleMask {
    return new DoubleMask(this.mode, this.#binary(y, 0x61, 0x47).code);
  }
  ne(y: Doubles | number): DoubleMask {
    return new DoubleMask(this.mode, this.#binary(y, 0x62, 0x48).code);
  }
  lt(y: Doubles | number): DoubleMask {
    return new DoubleMask(this.mode, this.#binary(y, 0x63, 0x49).code);
  }
  /** The same bits as integers. */
  bits(): Longs {
    return new Longs(this.mode, this.mode === 'scalar' ? [this.code, 0xbd] : this.code);
  }
  /** The sum of all lanes, in every lane; these are a local. */
  acrossLanes(): Doubles {
    if (this.mode === 'scalar') return this;
    const swapped = [8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7];
    return this.add(this.like([this.code, this.code, simd(0x0d), swapped]));
  }
  /** Rounded to float32, in the first lanes; zeros in the last two. */
  toFloats(): Floats {
    return new Floats(this.mode, [this.code, this.mode === 'scalar' ? 0xb6 : simd(0x5e)]);
  }

  #unary(scalarOpcode: number, vectorOpcode: number): Doubles {
    return this.like([this.code, this.mode === 'scalar' ? scalarOpcode : simd(vectorOpcode)]);
  }
  #binary(y: Doubles | number, scalarOpcode: number, vectorOpcode: number): Doubles {
    const right = typeof y === 'number' ? doubles(this.mode, y) : y;
    const opcode = this.mode === 'scalar' ? [scalarOpcode] : simd(vectorOpcode);
    return this.like([this.code, right.code, opcode]);
  }
}

/** The same number in all lanes. */
export function doubles(mode: FeatureMode, value: number): Doubles {
  const bytes = [...new Uint8Array(Float64Array.of(value).buffer)];
  return new Doubles(mode, mode === 'scalar' ? [0x44, bytes] : vectorConstant([bytes, bytes]));
}

/** The first two of four floats as float64; in scalar mode the only one. */
export function floatsToDoubles(values: Floats): Doubles {
  return new Doubles(values.mode, [values.code, values.mode === 'scalar' ? 0xbb : simd(0x5f)]);
}

/** The first two of four unsigned words as float64; in scalar mode the only one. */
export function wordsToDoubles(words: Ints): Doubles {
  return new Doubles(words.mode, [words.code, words.mode === 'scalar' ? 0xb8 : simd(0xff)]);
}

/** 64-bit integer lanes: for the exponent bits of float64. */
export class Longs implements Value<Longs> {
  readonly mode: FeatureMode;
  readonly code: Code;

  constructor(mode: FeatureMode, code: Code) {
    this.mode = mode;
    this.code = code;
  }

  get type(): ValueType {
    return this.mode === 'scalar' ? valueTypes.i64 : valueTypes.v128;
  }
  like(code: Code): Longs {
    return new Longs(this.mode, code);
  }

  add(y: Longs | bigint): Longs {
    return this.#binary(y, 0x7c, 0xce);
  }
  and(y: Longs | bigint): Longs {
    return this.#binary(y, 0x83, 0x4e);
  }
  shl(count: number): Longs {
    const amount = this.mode === 'scalar' ? [0x42, count, 0x86] : [0x41, count, simd(0xcb)];
    return this.like([this.code, amount]);
  }
  /** Unsigned shift to the right. */
  shrUnsigned(count: number): Longs {
    // Vector shifts count in an i32.
    const amount = this.mode === 'scalar' ? [0x42, count, 0x88] : [0x41, count, simd(0xcd)];
    return this.like([this.code, amount]);
  }
  /** The same bits as float64. */
  doubleBits(): Doubles {
    return new Doubles(this.mode, this.mode === 'scalar' ? [this.code, 0xbf] : this.code);
  }

  #binary(y: Longs | bigint, scalarOpcode: number, vectorOpcode: number): Longs {
    const right = typeof y === 'bigint' ? longs(this.mode, y) : y;
    const opcode = this.mode === 'scalar' ? [scalarOpcode] : simd(vectorOpcode);
    return this.like([this.code, right.code, opcode]);
  }
}

/** The same integer in all lanes. */
export function longs(mode: FeatureMode, value: bigint): Longs {
  const bytes = [...new Uint8Array(BigInt64Array.of(value).buffer)];
  if (mode !== 'scalar') return new Longs(mode, vectorConstant([bytes, bytes]));
  // A float64 constant of the same bits: eight bytes, where i64.const has LEB128 of 64 bits.
  return new Longs(mode, [0x44, bytes, 0xbd]);
}

/** Truth by lane. */
export class DoubleMask {
  readonly mode: FeatureMode;
  readonly code: Code;

  constructor(mode: FeatureMode, code: Code) {
    this.mode = mode;
    this.code = code;
  }

  /** 1 if any lane is true, else 0. */
  any(): I32 {
    return new I32(this.mode === 'scalar' ? this.code : [this.code, simd(0x53)]);
  }
  /** By lane `this ? yes : no`; both are computed. */
  select(yes: Doubles, no: Doubles): Doubles {
    const opcode = this.mode === 'scalar' ? [0x1b] : simd(0x52);
    return yes.like([yes.code, no.code, this.code, opcode]);
  }
}
