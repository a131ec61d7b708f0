import type { ArrayView } from '../array-view.ts';
import type { SoftmaxOp } from '../kernels.ts';
import { forEachRow, rowLength, rowStride } from './rows.ts';

/** Shifted by the row's maximum, so that no exponential overflows. */
export function softmax(op: SoftmaxOp, input: ArrayView, output: ArrayView): void {
  const length = rowLength(input.shape);
  const [from, to] = [rowStride(input), rowStride(output)];
  forEachRow(input.shape, [input, output], ([source = 0, target = 0]) => {
    const at = (i: number) => input.data[source + i * from]!;
    let largest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < length; i++) largest = Math.max(largest, at(i));
    let sum = 0;
    for (let i = 0; i < length; i++) sum += Math.exp(at(i) - largest);
    const logSum = Math.log(sum);
    for (let i = 0; i < length; i++) {
      const shifted = at(i) - largest;
      output.data[target + i * to] = op === 'softmax' ? Math.exp(shifted) / sum : shifted - logSum;
    }
  });
}
