import { tileRows } from '../matmul/tile.ts';

/*
 * Block sizes as in matmul/matmul.ts. The depth fixes the order of every sum: never derive it from
 * the number of threads. A block of patches is narrower than one of a matrix, so that what was just
 * packed is still in the second-level cache, beside the weights, when the matrix kernel reads it.
 */
export const blockDepth = 256;
export const blockRows = 20 * tileRows;
export const blockColumns = 256;

/** Up to this many rows of weights, packing patches costs what it saves (measured: 12 % at 16). */
export const rowsInPlace = 64;

/** Calls `visit` for parts of at most `size` of `count`. */
export function forEachBlock(
  count: number,
  size: number,
  visit: (start: number, length: number) => void,
): void {
  for (let start = 0; start < count; start += size) visit(start, Math.min(size, count - start));
}
