import { gunzip } from './gunzip.ts';
import { type Idx, isGzip, parseIdx } from './idx.ts';

/**
 * `parseIdx` for files that may be compressed with gzip, in Node and in browsers:
 * `readIdx(await (await fetch(url)).bytes(), url)`. Throws a DataError as `parseIdx` does, and for
 * damaged gzip data.
 */
export async function readIdx(bytes: Uint8Array, name = 'IDX file'): Promise<Idx> {
  return parseIdx(isGzip(bytes) ? await gunzip(bytes, name) : bytes, name);
}
