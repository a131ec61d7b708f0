/**
 * The bytes of a piece of WebAssembly, nested as it was composed: an addition is
 * `[left, right, opcode]`. Nothing is copied until the module is written.
 */
export type Code = readonly (number | Code)[];

export function flatten(code: Code, bytes: number[] = []): number[] {
  for (const part of code) {
    if (typeof part === 'number') bytes.push(part);
    else flatten(part, bytes);
  }
  return bytes;
}

/** Unsigned LEB128: seven bits a byte, lowest first, the top bit set on all bytes but the last. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value >>> 0;
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  bytes.push(rest);
  return bytes;
}

/** Signed LEB128 of a 32-bit integer: it ends where the rest is only copies of the sign bit. */
export function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  while (rest < -64 || rest > 63) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>= 7;
  }
  bytes.push(rest & 0x7f);
  return bytes;
}

/** A float32 constant as its four bytes, lowest first. */
export function float32(value: number): number[] {
  return [...new Uint8Array(Float32Array.of(value).buffer)];
}

/** A 32-bit integer as its four bytes, lowest first. */
export function int32(value: number): number[] {
  return [...new Uint8Array(Int32Array.of(value).buffer)];
}

/** A vector in the sense of the WebAssembly format: the number of items, then the items. */
export function list(items: readonly Code[]): Code {
  return [unsigned(items.length), items];
}

/** Code with its size in bytes in front, as sections and function bodies are stored. */
export function sized(code: Code): Code {
  const bytes = flatten(code);
  return [unsigned(bytes.length), bytes];
}

export function text(value: string): Code {
  const bytes = new TextEncoder().encode(value);
  return [unsigned(bytes.length), ...bytes];
}

/** An instruction of the vector extension: prefix, then the opcode in LEB128. */
export function simd(opcode: number): number[] {
  return [0xfd, ...unsigned(opcode)];
}
