import type { ArrayView } from '../array-view.ts';
import type { InnerProducts } from '../kernels.ts';
import { forEachTuple } from './rows.ts';

/** What an element, or two that belong together, add to each sum. */
const terms: Readonly<Record<InnerProducts, (x: number, y: number) => readonly number[]>> = {
  square: (x) => [x * x, Number.isFinite(x) ? 0 : 1],
  pair: (x, y) => [x * x, y * y, x * y],
  change: (x, y) => [(x - y) ** 2, y * y],
};

/** Sums of products over all elements, in float64. */
export function innerProducts(
  form: InnerProducts,
  inputs: readonly ArrayView[],
  { data, offset }: ArrayView,
): void {
  const termsOf = terms[form];
  const sums = termsOf(0, 0).map(() => 0);
  forEachTuple(inputs, ([x = 0, y = 0]) => {
    const values = termsOf(x, y);
    for (let i = 0; i < values.length; i++) sums[i]! += values[i]!;
  });
  for (const [i, sum] of sums.entries()) data[offset + i] = sum;
}
