/** A file's bytes out of a header, which may be anything, and the data. */
export function fileOf(header: unknown, data: Uint8Array | number = 0): Uint8Array<ArrayBuffer> {
  return fileOfText(JSON.stringify(header), data);
}

export function fileOfText(
  header: string | Uint8Array,
  data: Uint8Array | number = 0,
): Uint8Array<ArrayBuffer> {
  const text = typeof header === 'string' ? new TextEncoder().encode(header) : header;
  const content = typeof data === 'number' ? new Uint8Array(data) : data;
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Uint8Array.from(Buffer.concat([length, text, content]));
}
