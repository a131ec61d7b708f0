import type { RowsAndColumns } from '@plumbline/tensor';

export type Pair = readonly [rows: number, columns: number];

/** A number is both. */
export function pairOf(sizes: RowsAndColumns): Pair {
  return typeof sizes === 'number' ? [sizes, sizes] : sizes;
}
