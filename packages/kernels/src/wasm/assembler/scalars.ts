import { type Code, float32, signed } from './encoding.ts';
import type { FeatureMode } from './feature-mode.ts';

/** The binary codes of WebAssembly's value types. */
export const valueTypes = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const;
export type ValueType = (typeof valueTypes)[keyof typeof valueTypes];

/**
 * An expression: code that leaves one value. It is computed where it is used, and again at every
 * use; `FunctionBuilder.let` keeps it in a local.
 */
export interface Value<Self> {
  readonly type: ValueType;
  readonly code: Code;
  /** Of vectors: what they are generated for. */
  readonly mode?: FeatureMode;
  /** Another expression of the same type. */
  like(code: Code): Self;
}

/** A 32-bit integer: a count, an address, a condition (0 is false). */
export class I32 implements Value<I32> {
  readonly type = valueTypes.i32;
  readonly code: Code;

  constructor(code: Code) {
    this.code = code;
  }

  like(code: Code): I32 {
    return new I32(code);
  }

  add(y: I32 | number): I32 {
    return this.#with(y, 0x6a);
  }
  sub(y: I32 | number): I32 {
    return this.#with(y, 0x6b);
  }
  mul(y: I32 | number): I32 {
    return this.#with(y, 0x6c);
  }
  /** Cut off towards zero. */
  div(y: I32 | number): I32 {
    return this.#with(y, 0x6d);
  }
  and(y: I32 | number): I32 {
    return this.#with(y, 0x71);
  }
  or(y: I32 | number): I32 {
    return this.#with(y, 0x72);
  }
  shl(y: I32 | number): I32 {
    return this.#with(y, 0x74);
  }
  /** Signed shift to the right. */
  shr(y: I32 | number): I32 {
    return this.#with(y, 0x75);
  }
  eqz(): I32 {
    return new I32([this.code, 0x45]);
  }
  eq(y: I32 | number): I32 {
    return this.#with(y, 0x46);
  }
  ne(y: I32 | number): I32 {
    return this.#with(y, 0x47);
  }
  /** Signed comparisons, for counts. */
  lt(y: I32 | number): I32 {
    return this.#with(y, 0x48);
  }
  gt(y: I32 | number): I32 {
    return this.#with(y, 0x4a);
  }
  le(y: I32 | number): I32 {
    return this.#with(y, 0x4c);
  }
  ge(y: I32 | number): I32 {
    return this.#with(y, 0x4e);
  }
  /** `this >= y` where both are read as unsigned: for a y from 0 up, also true of negative numbers. */
  geUnsigned(y: I32 | number): I32 {
    return this.#with(y, 0x4f);
  }
  /** `this != 0 ? yes : no`, without a branch; both are computed. */
  select<E extends Value<E>>(yes: E, no: E): E {
    return yes.like([yes.code, no.code, this.code, 0x1b]);
  }
  min(y: I32 | number): I32 {
    return this.lt(y).select<I32>(this, i32(y));
  }
  max(y: I32 | number): I32 {
    return this.gt(y).select<I32>(this, i32(y));
  }

  #with(y: I32 | number, opcode: number): I32 {
    return new I32([this.code, i32(y).code, opcode]);
  }
}

export function i32(value: I32 | number): I32 {
  return typeof value === 'number' ? new I32([0x41, signed(value)]) : value;
}

/** One float32 number. */
export class F32 implements Value<F32> {
  readonly type = valueTypes.f32;
  readonly code: Code;

  constructor(code: Code) {
    this.code = code;
  }

  like(code: Code): F32 {
    return new F32(code);
  }

  add(y: F32): F32 {
    return new F32([this.code, y.code, 0x92]);
  }
  abs(): F32 {
    return new F32([this.code, 0x8b]);
  }
  lt(y: F32): I32 {
    return new I32([this.code, y.code, 0x5d]);
  }
  /** Cut off towards zero, modulo 2^32; for numbers between -2^63 and 2^63. */
  toI32(): I32 {
    return new I32([this.code, 0xfc, 0x04, 0xa7]);
  }
}

export function f32(value: number): F32 {
  return new F32([0x43, float32(value)]);
}
