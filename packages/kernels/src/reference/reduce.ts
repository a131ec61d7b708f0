import { type ArrayView, elementCount } from '../array-view.ts';
import type { ArgReduceOp, ReduceOp } from '../kernels.ts';
import { forEachRow, type Walked } from './rows.ts';

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
  if (
    (op === 'max' || op === 'min') &&
    elementCount(inner.shape) === 0 &&
    elementCount(output.shape) > 0
  ) {
    throw new RangeError(`${op}: cannot reduce an empty axis`);
  }
  const outer = partOf(input, kept);
  forEachElement(outer.shape, [outer, output], ([from = 0, to = 0]) => {
    let result = start;
    forEachElement(inner.shape, [{ strides: inner.strides, offset: from }], ([at = 0]) => {
      result = fold(result, input.data[at]!);
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
  const size = input.shape[axis]!;
  const stride = input.strides[axis]!;
  const outer = partOf(
    input,
    input.shape.map((_, i) => i).filter((i) => i !== axis),
  );
  if (size === 0 && elementCount(outer.shape) > 0)
    throw new RangeError(`${op}: cannot reduce an empty axis`);
  forEachElement(outer.shape, [outer, output], ([from = 0, to = 0]) => {
    let best = 0;
    for (let i = 1; i < size; i++) {
      const [value, champion] = [input.data[from + i * stride]!, input.data[from + best * stride]!];
      if (Number.isNaN(champion)) break;
      if (Number.isNaN(value) || isBetter(value, champion)) best = i;
    }
    output.data[to] = best;
  });
}

/** Some axes of a view, as a view of their own. */
function partOf(view: ArrayView, axes: readonly number[]): ArrayView {
  return {
    ...view,
    shape: axes.map((axis) => view.shape[axis]!),
    strides: axes.map((axis) => view.strides[axis]!),
  };
}

/** `forEachRow` with rows of one element. */
function forEachElement(
  shape: readonly number[],
  views: readonly Walked[],
  visit: (offsets: readonly number[]) => void,
): void {
  const walked = views.map(({ offset, strides }) => ({ offset, strides: [...strides, 0] }));
  forEachRow([...shape, 1], walked, visit);
}
