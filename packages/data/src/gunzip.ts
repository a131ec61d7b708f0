import { DataFormatError } from './idx.ts';

/** A small file can unpack to any size; this is above all IDX sets there are. */
const defaultLimit = 2 ** 31;

/** Whether bytes start as gzip files do (RFC 1952, section 2.3.1). */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Unpacks gzip data, in Node and in browsers. Throws a DataFormatError that calls the data `file` if
 * it is damaged or cut, or unpacks to more than `limit` bytes.
 */
export async function gunzip(
  bytes: Uint8Array,
  file: string,
  limit = defaultLimit,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of unpacked(bytes, file)) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > limit) throw new DataFormatError(`${file}: unpacks to more than ${limit} bytes`);
  }
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}

/** The unpacked chunks, through a reader: not all browsers iterate a ReadableStream. */
async function* unpacked(bytes: Uint8Array, file: string): AsyncGenerator<Uint8Array> {
  // Blob takes no view of a SharedArrayBuffer; a copy is none.
  const packed = new Blob([new Uint8Array(bytes)]).stream();
  const reader = packed.pipeThrough(new DecompressionStream('gzip')).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } catch (error) {
    throw new DataFormatError(`${file}: the gzip data is damaged (${String(error)})`);
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
