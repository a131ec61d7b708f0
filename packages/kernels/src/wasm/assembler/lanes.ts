import { vectorConstant } from './constants.ts';
import { type Code, float32, int32, signed, simd } from './encoding.ts';
import type { FeatureMode } from './feature-mode.ts';
import { F32, I32, type Value, type ValueType, valueTypes } from './scalars.ts';

/*
 * Four lanes of float32, int32 or truth, or one lane in scalar mode: a kernel is written once and
 * generated for any mode. Every method below names the scalar opcode and the vector opcode.
 */

/** Float32 lanes. */
export class Floats implements Value<Floats> {
  readonly mode: FeatureMode;
  readonly code: Code;

  constructor(mode: FeatureMode, code: Code) {
    this.mode = mode;
    this.code = code;
  }

  get type(): ValueType {
    return this.mode === 'scalar' ? valueTypes.f32 : valueTypes.v128;
  }
  like(code: Code): Floats {
    return new Floats(this.mode, code);
  }

  abs(): Floats {
    return this.#unary(0x8b, 0xe0);
  }
  neg(): Floats {
    return this.#unary(0x8c, 0xe1);
  }
  ceil(): Floats {
    return this.#unary(0x8d, 0x67);
  }
  floor(): Floats {
    return this.#unary(0x8e, 0x68);
  }
  /** Rounds half to even. */
  nearest(): Floats {
    return this.#unary(0x90, 0x6a);
  }
  sqrt(): Floats {
    return this.#unary(0x91, 0xe3);
  }
  add(y: Floats | number): Floats {
    return this.#binary(y, 0x92, 0xe4);
  }
  sub(y: Floats | number): Floats {
    return this.#binary(y, 0x93, 0xe5);
  }
  mul(y: Floats | number): Floats {
    return this.#binary(y, 0x94, 0xe6);
  }
  div(y: Floats | number): Floats {
    return this.#binary(y, 0x95, 0xe7);
  }
  /** NaN where either is NaN, and -0 < 0. */
  min(y: Floats | number): Floats {
    return this.#binary(y, 0x96, 0xe8);
  }
  /** NaN where either is NaN, and -0 < 0. */
  max(y: Floats | number): Floats {
    return this.#binary(y, 0x97, 0xe9);
  }
  eq(y: Floats | number): Mask {
    return this.#compare(y, 0x5b, 0x41);
  }
  ne(y: Floats | number): Mask {
    return this.#compare(y, 0x5c, 0x42);
  }
  lt(y: Floats | number): Mask {
    return this.#compare(y, 0x5d, 0x43);
  }
  gt(y: Floats | number): Mask {
    return this.#compare(y, 0x5e, 0x44);
  }
  le(y: Floats | number): Mask {
    return this.#compare(y, 0x5f, 0x45);
  }
  ge(y: Floats | number): Mask {
    return this.#compare(y, 0x60, 0x46);
  }
  /** `this * y + z`; rounded once where the mode is relaxed or wide and the machine has it, else twice. */
  madd(y: Floats | number, z: Floats | number): Floats {
    if (this.mode === 'simd' || this.mode === 'scalar') return this.mul(y).add(z);
    const operands = [this.code, this.#coerce(y).code, this.#coerce(z).code];
    return this.like([operands, simd(0x105)]);
  }
  /** These magnitudes with the signs of `y`. */
  copysign(y: Floats): Floats {
    if (this.mode === 'scalar') return this.like([this.code, y.code, 0x98]);
    const magnitudeBits = ints(this.mode, 0x7fffffff).code;
    return this.like([this.code, y.code, magnitudeBits, simd(0x52)]);
  }
  /** The same bits as integers. */
  bits(): Ints {
    return new Ints(this.mode, this.mode === 'scalar' ? [this.code, 0xbc] : this.code);
  }
  /** One lane as a number. */
  lane(index: number): F32 {
    return new F32(this.mode === 'scalar' ? this.code : [this.code, simd(0x1f), index]);
  }
  /** Lanes picked from these (0 to 3) and from `y` (4 to 7). Vector modes only. */
  shuffle(y: Floats, lanes: readonly [number, number, number, number]): Floats {
    const bytes = lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => lane * 4 + byte));
    return this.like([this.code, y.code, simd(0x0d), bytes]);
  }

  #unary(scalarOpcode: number, vectorOpcode: number): Floats {
    return this.like([this.code, this.#opcode(scalarOpcode, vectorOpcode)]);
  }
  #binary(y: Floats | number, scalarOpcode: number, vectorOpcode: number): Floats {
    return this.like([this.code, this.#coerce(y).code, this.#opcode(scalarOpcode, vectorOpcode)]);
  }
  #compare(y: Floats | number, scalarOpcode: number, vectorOpcode: number): Mask {
    const opcode = this.#opcode(scalarOpcode, vectorOpcode);
    return new Mask(this.mode, [this.code, this.#coerce(y).code, opcode]);
  }
  #opcode(scalarOpcode: number, vectorOpcode: number): Code {
    return this.mode === 'scalar' ? [scalarOpcode] : simd(vectorOpcode);
  }
  #coerce(y: Floats | number): Floats {
    return typeof y === 'number' ? floats(this.mode, y) : y;
  }
}

/** The same number in all lanes. */
export function floats(mode: FeatureMode, value: number | F32): Floats {
  if (typeof value === 'number') {
    const bytes = float32(value);
    if (mode === 'scalar') return new Floats(mode, [0x43, bytes]);
    return new Floats(mode, vectorConstant([bytes, bytes, bytes, bytes]));
  }
  return new Floats(mode, mode === 'scalar' ? value.code : [value.code, simd(0x13)]);
}

/** Int32 lanes: exponent bits of floats, positions, random words. */
export class Ints implements Value<Ints> {
  readonly mode: FeatureMode;
  readonly code: Code;

  constructor(mode: FeatureMode, code: Code) {
    this.mode = mode;
    this.code = code;
  }

  get type(): ValueType {
    return this.mode === 'scalar' ? valueTypes.i32 : valueTypes.v128;
  }
  like(code: Code): Ints {
    return new Ints(this.mode, code);
  }

  add(y: Ints | number): Ints {
    return this.#binary(y, 0x6a, 0xae);
  }
  sub(y: Ints | number): Ints {
    return this.#binary(y, 0x6b, 0xb1);
  }
  and(y: Ints | number): Ints {
    return this.#binary(y, 0x71, 0x4e);
  }
  or(y: Ints | number): Ints {
    return this.#binary(y, 0x72, 0x50);
  }
  xor(y: Ints | number): Ints {
    return this.#binary(y, 0x73, 0x51);
  }
  ne(y: Ints | number): Mask {
    return new Mask(this.mode, this.#binary(y, 0x47, 0x38).code);
  }
  /** Signed comparison. */
  lt(y: Ints | number): Mask {
    return new Mask(this.mode, this.#binary(y, 0x48, 0x39).code);
  }
  /**
   * The 64-bit products of two of the four lanes with those of `y` (unsigned), each product as two
   * lanes: the low word, then the high word. Vector modes only.
   */
  extendMultiply(y: Ints, half: 'first' | 'last'): Ints {
    return this.like([this.code, y.code, simd(half === 'first' ? 0xde : 0xdf)]);
  }
  /** The low words of the products with a word. Scalar mode only, as `multiplyHigh`. */
  multiplyLow(word: number): Ints {
    return this.like([this.code, 0x41, signed(word), 0x6c]);
  }
  /** The high words of the unsigned products with a word. */
  multiplyHigh(word: number): Ints {
    const product = [this.code, 0xad, 0x41, signed(word), 0xad, 0x7e];
    return this.like([product, 0x42, 32, 0x88, 0xa7]);
  }
  /** Lanes picked from these (0 to 3) and from `y` (4 to 7). Vector modes only. */
  shuffle(y: Ints, lanes: readonly [number, number, number, number]): Ints {
    return this.floatBits().shuffle(y.floatBits(), lanes).bits();
  }
  shl(count: number): Ints {
    return this.#shift(count, 0x74, 0xab);
  }
  /** Signed shift to the right. */
  shr(count: number): Ints {
    return this.#shift(count, 0x75, 0xac);
  }
  /** Unsigned shift to the right. */
  shrUnsigned(count: number): Ints {
    return this.#shift(count, 0x76, 0xad);
  }
  /** The nearest floats. */
  toFloats(): Floats {
    return new Floats(this.mode, [this.code, this.mode === 'scalar' ? 0xb2 : simd(0xfa)]);
  }
  /** The same bits as floats. */
  floatBits(): Floats {
    return new Floats(this.mode, this.mode === 'scalar' ? [this.code, 0xbe] : this.code);
  }

  #binary(y: Ints | number, scalarOpcode: number, vectorOpcode: number): Ints {
    const right = typeof y === 'number' ? ints(this.mode, y) : y;
    const opcode = this.mode === 'scalar' ? [scalarOpcode] : simd(vectorOpcode);
    return this.like([this.code, right.code, opcode]);
  }
  #shift(count: number, scalarOpcode: number, vectorOpcode: number): Ints {
    const opcode = this.mode === 'scalar' ? [scalarOpcode] : simd(vectorOpcode);
    return this.like([this.code, 0x41, signed(count), opcode]);
  }
}

/** The same number in all lanes. */
export function ints(mode: FeatureMode, value: number | I32): Ints {
  if (typeof value !== 'number') {
    return new Ints(mode, mode === 'scalar' ? value.code : [value.code, simd(0x11)]);
  }
  if (mode === 'scalar') return new Ints(mode, [0x41, signed(value)]);
  const bytes = int32(value);
  return new Ints(mode, vectorConstant([bytes, bytes, bytes, bytes]));
}

/** Every lane's own number: 0, 1, 2, 3. */
export function laneNumbers(mode: FeatureMode): Ints {
  if (mode === 'scalar') return ints(mode, 0);
  return new Ints(mode, vectorConstant([0, 1, 2, 3].map(int32)));
}

/** Truth by lane: all bits of a lane set or none; in scalar mode 1 or 0. */
export class Mask implements Value<Mask> {
  readonly mode: FeatureMode;
  readonly code: Code;

  constructor(mode: FeatureMode, code: Code) {
    this.mode = mode;
    this.code = code;
  }

  get type(): ValueType {
    return this.mode === 'scalar' ? valueTypes.i32 : valueTypes.v128;
  }
  like(code: Code): Mask {
    return new Mask(this.mode, code);
  }

  and(y: Mask): Mask {
    return this.like([this.code, y.code, this.mode === 'scalar' ? 0x71 : simd(0x4e)]);
  }
  or(y: Mask): Mask {
    return this.like([this.code, y.code, this.mode === 'scalar' ? 0x72 : simd(0x50)]);
  }
  not(): Mask {
    return this.like([this.code, this.mode === 'scalar' ? 0x45 : simd(0x4d)]);
  }
  /** 1 if any lane is true, else 0. */
  any(): I32 {
    return new I32(this.mode === 'scalar' ? this.code : [this.code, simd(0x53)]);
  }
  /** By lane `this ? yes : no`; both are computed. */
  select(yes: Floats, no: Floats): Floats {
    const opcode = this.mode === 'scalar' ? [0x1b] : simd(0x52);
    return yes.like([yes.code, no.code, this.code, opcode]);
  }
}
