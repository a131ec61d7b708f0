import type { TypedArray } from './dtype.ts';

/** What whole numbers lie in: each is from 0 to less than `below`, or is the `ignored` one. */
export interface IndexRange {
  /** How many positions there are. */
  readonly below: number;
  /** A label that stands for none; null: there is no such. */
  readonly ignored: number | null;
}

/** Whether all that is in a range is in the other, too; of null nothing is known. */
export function isWithin(known: IndexRange | null, { below, ignored }: IndexRange): boolean {
  if (known === null) return false;
  return known.below <= below && (known.ignored === null || known.ignored === ignored);
}

/** Whether all of them are in the range. */
export function areWithin(indices: TypedArray, { below, ignored }: IndexRange): boolean {
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!;
    if ((index < 0 || index >= below) && index !== ignored) return false;
  }
  return true;
}
