import { formatShape } from './shape.ts';

/** The sizes of the pieces that `split` cuts an axis of `length` into. */
export function splitSizes(length: number, sizes: number | readonly number[]): number[] {
  if (typeof sizes === 'number') return evenSizes(length, sizes);
  const sum = sizes.reduce((total, size) => total + size, 0);
  if (sum !== length || !sizes.every((size) => Number.isInteger(size) && size >= 0)) {
    throw new RangeError(`split: sizes ${formatShape(sizes)} do not add up to ${length}`);
  }
  return [...sizes];
}

/** PyTorch's rule: pieces of ⌈length / count⌉, of which fewer than `count` may be needed. */
export function chunkSizes(length: number, count: number): number[] {
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(`chunk: the count is a whole number from 1 up, not ${count}`);
  }
  if (length === 0) return new Array<number>(count).fill(0);
  return evenSizes(length, Math.ceil(length / count));
}

function evenSizes(length: number, size: number): number[] {
  if (!Number.isInteger(size) || size < 1) {
    throw new RangeError(`split: a size is a whole number from 1 up, not ${size}`);
  }
  const count = Math.max(1, Math.ceil(length / size));
  return Array.from({ length: count }, (_, i) => Math.min(size, length - i * size));
}
