import type { RowsAndColumns } from '@plumbline/tensor';

export type Pair = readonly [rows: number, columns: number];

/** A number is both. TypeError for anything but a number or two; `what` starts the message. */
export function pairOf(sizes: RowsAndColumns, what: string): Pair {
  if (typeof sizes === 'number') return [sizes, sizes];
  if (Array.isArray(sizes) && sizes.length === 2) return sizes;
  const got = typeof sizes === 'object' ? JSON.stringify(sizes) : String(sizes);
  throw new TypeError(`${what}: a number or [rows, columns] expected, got ${got}`);
}
