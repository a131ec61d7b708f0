import type { ArrayView } from '../array-view.ts';
import { filledWith, forEachElement, lanes } from './rows.ts';

/** The running value is kept in float64, as `reduce` keeps its. */
export function linearScan(
  decay: ArrayView | number,
  input: ArrayView,
  axis: number,
  output: ArrayView,
): void {
  const size = input.shape[axis]!;
  const factors = typeof decay === 'number' ? filledWith(decay, input.shape) : decay;
  const [by, from, to] = [factors, input, output].map((view) => view.strides[axis]!);
  const starts = [factors, input, output].map((view) => lanes(view, axis));
  forEachElement(starts[0]!.shape, starts, ([factor = 0, source = 0, target = 0]) => {
    let value = 0;
    for (let i = 0; i < size; i++) {
      const next = input.data[source + i * from!]!;
      value = i === 0 ? next : factors.data[factor + i * by!]! * value + next;
      output.data[target + i * to!] = value;
    }
  });
}
