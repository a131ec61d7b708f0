import type { TypedArray } from '../dtype.ts';

/** Writes data into the memory now. */
export function writeBytes(
  { buffer }: WebAssembly.Memory,
  data: TypedArray,
  address: number,
): void {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  new Uint8Array(buffer, address, bytes.length).set(bytes);
}
