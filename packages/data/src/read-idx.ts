import { gunzip, isGzip } from './gunzip.ts';
import { type IdxArray, parseIdx } from './idx.ts';

/**
 * `parseIdx` for bytes that may be compressed with gzip, in Node and in browsers:
 * `readIdx(new Uint8Array(await response.arrayBuffer()), url)`. Throws the DataFormatErrors of
 * `parseIdx`, and one for damaged gzip data.
 */
export async function readIdx(bytes: Uint8Array, file: string): Promise<IdxArray> {
  return parseIdx(isGzip(bytes) ? await gunzip(bytes, file) : bytes, file);
}
