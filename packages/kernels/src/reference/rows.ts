import { type ArrayView, elementCount } from '../array-view.ts';

/** A shape with strides for one or several views that are walked together. */
export interface Walked {
  readonly offset: number;
  readonly strides: readonly number[];
}

/**
 * Calls `visit` for every row (the last axis) of `shape`, in row-major order, with the offset at
 * which the row starts in each view. A 0-dimensional shape is one row of one element. The offsets
 * array is reused between calls.
 */
export function forEachRow(
  shape: readonly number[],
  views: readonly Walked[],
  visit: (offsets: readonly number[]) => void,
): void {
  if (elementCount(shape) === 0) return;
  const outer = shape.length - 1;
  const index = new Array<number>(Math.max(0, outer)).fill(0);
  const offsets = views.map((view) => view.offset);
  for (;;) {
    visit(offsets);
    let axis = outer - 1;
    for (; axis >= 0; axis--) {
      const size = shape[axis]!;
      const isLast = index[axis] === size - 1;
      index[axis] = isLast ? 0 : index[axis]! + 1;
      for (let v = 0; v < views.length; v++) {
        offsets[v]! += views[v]!.strides[axis]! * (isLast ? 1 - size : 1);
      }
      if (!isLast) break;
    }
    if (axis < 0) return;
  }
}

/** The length of a row and the stride of each view along it. */
export function rowLength(shape: readonly number[]): number {
  return shape.at(-1) ?? 1;
}

export function rowStride(view: Walked): number {
  return view.strides.at(-1) ?? 0;
}

/** Some axes of a view, as a view of their own. */
export function partOf(view: ArrayView, axes: readonly number[]): ArrayView {
  return {
    ...view,
    shape: axes.map((axis) => view.shape[axis]!),
    strides: axes.map((axis) => view.strides[axis]!),
  };
}

/** `forEachRow` with rows of one element. */
export function forEachElement(
  shape: readonly number[],
  views: readonly Walked[],
  visit: (offsets: readonly number[]) => void,
): void {
  const walked = views.map(({ offset, strides }) => ({ offset, strides: [...strides, 0] }));
  forEachRow([...shape, 1], walked, visit);
}

/**
 * Calls `visit` with the elements of views of one shape that belong together, in row-major order.
 * The array is reused between calls.
 */
export function forEachTuple(
  views: readonly ArrayView[],
  visit: (elements: readonly number[]) => void,
): void {
  const { shape } = views[0]!;
  const length = rowLength(shape);
  const steps = views.map(rowStride);
  const elements = views.map(() => 0);
  forEachRow(shape, views, (offsets) => {
    for (let i = 0; i < length; i++) {
      for (let v = 0; v < views.length; v++)
        elements[v] = views[v]!.data[offsets[v]! + i * steps[v]!]!;
      visit(elements);
    }
  });
}

/** Where the lanes along `axis` start: the view without that axis. */
export function lanes(view: ArrayView, axis: number): ArrayView {
  return partOf(
    view,
    view.shape.flatMap((_, i) => (i === axis ? [] : [i])),
  );
}

/** The same number in every element. */
export function filledWith(value: number, shape: readonly number[]): ArrayView {
  const strides = shape.map(() => 0);
  return { dtype: 'float64', data: Float64Array.of(value), offset: 0, shape, strides };
}
