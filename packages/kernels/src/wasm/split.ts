import type { ArrayView } from '../array-view.ts';

/** A part of an axis. */
export interface Range {
  readonly start: number;
  readonly length: number;
}

/** Part `index` of `parts` about equal ones of `count`, each a multiple of `unit` but the last. */
export function rangeOf(count: number, parts: number, index: number, unit = 1): Range {
  const units = Math.ceil(count / unit);
  const at = (part: number): number => Math.min(count, Math.floor((units * part) / parts) * unit);
  return { start: at(index), length: at(index + 1) - at(index) };
}

/** The part of a view that has `range` along `axis` (counted from the end where negative). */
export function partOfView(view: ArrayView, axis: number, { start, length }: Range): ArrayView {
  const position = axis < 0 ? view.shape.length + axis : axis;
  return {
    ...view,
    offset: view.offset + start * view.strides[position]!,
    shape: view.shape.with(position, length),
  };
}
