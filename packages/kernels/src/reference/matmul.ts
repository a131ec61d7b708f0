import type { ArrayView } from '../array-view.ts';
import { forEachRow } from './rows.ts';

/** Row by row of the output; sums in float64. */
export function matmul(a: ArrayView, b: ArrayView, output: ArrayView): void {
  const [m = 0, k = 0] = a.shape.slice(-2);
  const n = b.shape.at(-1) ?? 0;
  const [rowA = 0, colA = 0] = a.strides.slice(-2);
  const [rowB = 0, colB = 0] = b.strides.slice(-2);
  const sums = new Float64Array(n);
  const walked = [a, b, output].map(({ offset, strides }) => ({
    offset,
    strides: [...strides.slice(0, -2), 0],
  }));
  forEachRow(
    [...output.shape.slice(0, -2), 1],
    walked,
    ([startA = 0, startB = 0, startOut = 0]) => {
      if (n === 0) return;
      for (let i = 0; i < m; i++) {
        sums.fill(0);
        for (let p = 0; p < k; p++) {
          const factor = a.data[startA + i * rowA + p * colA]!;
          const row = startB + p * rowB;
          for (let j = 0; j < n; j++) sums[j]! += factor * b.data[row + j * colB]!;
        }
        output.data.set(sums, startOut + i * n);
      }
    },
  );
}
