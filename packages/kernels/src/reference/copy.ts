import type { ArrayView } from '../array-view.ts';
import { forEachRow, rowLength, rowStride } from './rows.ts';

/** Casts as it copies: to int32 cuts off towards zero, to bool is "not 0". */
export function copy(input: ArrayView, output: ArrayView): void {
  const length = rowLength(input.shape);
  const [from, to] = [rowStride(input), rowStride(output)];
  const toBool = output.dtype === 'bool' && input.dtype !== 'bool';
  forEachRow(input.shape, [input, output], ([source = 0, target = 0]) => {
    for (let i = 0; i < length; i++) {
      const value = input.data[source + i * from]!;
      output.data[target + i * to] = toBool ? Number(value !== 0) : value;
    }
  });
}
