import { DataError } from './data-error.ts';

/** A small file can unpack to any size; this is above all IDX sets there are. */
const defaultLimit = 2 ** 31;

/** Unpacks gzip data, in Node and in browsers. DataError if it is damaged, cut or above `limit`. */
export async function gunzip(
  bytes: Uint8Array,
  name: string,
  limit = defaultLimit,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of unpacked(bytes, name)) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > limit) {
      throw new DataError(`${name}: unpacks to more than ${limit.toLocaleString('en-US')} bytes`);
    }
  }
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}

/** The unpacked chunks. A reader, since not all browsers iterate a ReadableStream. */
async function* unpacked(bytes: Uint8Array, name: string): AsyncGenerator<Uint8Array> {
  // A copy of the type that Blob takes (no SharedArrayBuffer).
  const stream = new Blob([new Uint8Array(bytes)])
    .stream()
    .pipeThrough(new DecompressionStream('gzip'));
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new DataError(`${name}: the gzip data is damaged or cut (${why})`, { cause: error });
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
