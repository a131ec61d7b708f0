import { type ArrayView, elementCount } from '../array-view.ts';
import type { ArgReduceOp, ReduceOp } from '../kernels.ts';
import { forEachElement, forEachRow, lanes, partOf, rowLength, rowStride } from './rows.ts';

const folds: Readonly<Record<ReduceOp, { start: number; fold: (a: number, b: number) => number }>> =
  {
    sum: { start: 0, fold: (a, b) => a + b },
    prod: { start: 1, fold: (a, b) => a * b },
    max: { start: Number.NEGATIVE_INFINITY, fold: Math.max },
    min: { start: Number.POSITIVE_INFINITY, fold: Math.min },
  };

/** Every output folds its elements in row-major order, in float64. */
export function reduce(
  op: ReduceOp,
  input: ArrayView,
  axes: readonly number[],
  output: ArrayView,
): void {
  const { start, fold } = folds[op];
  const kept = input.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const inner = partOf(input, axes);
  // An empty sum is 0, but the largest of nothing is no number.
  if ((op === 'max' || op === 'min') && elementCount(inner.shape) === 0) {
    throw new RangeError(`${op}: cannot reduce an empty axis`);
  }
  const outer = partOf(input, kept);
  const { data } = input;
  const { shape, strides } = inner;
  const length = rowLength(shape);
  const step = rowStride(inner);
  forEachElement(outer.shape, [outer, output], ([from = 0, to = 0]) => {
    let result = start;
    forEachRow(shape, [{ strides, offset: from }], ([at = 0]) => {
      for (let i = 0; i < length; i++) result = fold(result, data[at + i * step]!);
    });
    output.data[to] = result;
  });
}

export function argReduce(
  op: ArgReduceOp,
  input: ArrayView,
  axis: number,
  output: ArrayView,
): void {
  const isBetter =
    op === 'argmax' ? (a: number, b: number) => a > b : (a: number, b: number) => a < b;
  const { data } = input;
  const size = input.shape[axis]!;
  const stride = input.strides[axis]!;
  if (size === 0) throw new RangeError(`${op}: cannot reduce an empty axis`);
  const outer = lanes(input, axis);
  forEachElement(outer.shape, [outer, output], ([from = 0, to = 0]) => {
    let best = 0;
    let champion = data[from]!;
    for (let i = 1; i < size && !Number.isNaN(champion); i++) {
      const value = data[from + i * stride]!;
      if (!Number.isNaN(value) && !isBetter(value, champion)) continue;
      best = i;
      champion = value;
    }
    output.data[to] = best;
  });
}
