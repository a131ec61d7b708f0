import type { ArrayView } from '../array-view.ts';
import type { SortOrder } from '../kernels.ts';
import { radixOrder } from './radix-order.ts';
import { forEachElement, lanes } from './rows.ts';

/** Shorter lanes are sorted by comparisons: counting 256 digits takes longer. */
const fewest = 128;

export function argSort(input: ArrayView, axis: number, order: SortOrder, output: ArrayView): void {
  const size = input.shape[axis]!;
  const [from, to] = [input.strides[axis]!, output.strides[axis]!];
  const keys = new Float64Array(size);
  const indices = new Int32Array(size);
  const sign = order === 'ascending' ? 1 : -1;
  const compare = (a: number, b: number): number =>
    sign * compareNumbers(keys[a]!, keys[b]!) || a - b;
  const starts = lanes(input, axis);
  forEachElement(starts.shape, [starts, lanes(output, axis)], ([source = 0, target = 0]) => {
    for (let i = 0; i < size; i++) {
      keys[i] = input.data[source + i * from]!;
      indices[i] = i;
    }
    if (size < fewest) indices.sort(compare);
    else indices.set(radixOrder(keys, input.dtype, order === 'descending'));
    for (let i = 0; i < size; i++) output.data[target + i * to] = indices[i]!;
  });
}

/** NaN is larger than every number, and both zeros are equal. */
function compareNumbers(x: number, y: number): number {
  if (x < y) return -1;
  if (x > y) return 1;
  return x === y ? 0 : Number(Number.isNaN(x)) - Number(Number.isNaN(y));
}
