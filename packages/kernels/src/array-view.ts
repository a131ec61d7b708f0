import type { DType, TypedArray } from './dtype.ts';
import type { IndexRange } from './index-range.ts';

/**
 * A strided window on a JavaScript array: element (i, j) is `data[offset + i * strides[0] + j *
 * strides[1]]`. For WebAssembly kernels `data` covers the whole memory from byte 0, so that the
 * window's address is `offset * data.BYTES_PER_ELEMENT`.
 */
export interface ArrayView {
  /** What the elements are. */
  readonly dtype: DType;
  /** The array; the window may show only a part of it. */
  readonly data: TypedArray;
  /** Where the first element is, in elements. */
  readonly offset: number;
  /** The size of each axis. */
  readonly shape: readonly number[];
  /** How far apart neighbours along each axis are, in elements; 0 where they repeat. */
  readonly strides: readonly number[];
  /** What its whole numbers are known to lie in: nobody has to look again. */
  readonly range?: IndexRange | null;
}

/** The number of elements of a shape: the product of its sizes, 1 without axes. */
export function elementCount(shape: readonly number[]): number {
  let count = 1;
  for (const size of shape) count *= size;
  return count;
}

/** Whether two shapes, or other lists of numbers, are the same. */
export function isSameList(x: readonly number[], y: readonly number[]): boolean {
  if (x === y) return true;
  if (x.length !== y.length) return false;
  for (let i = 0; i < x.length; i++) if (x[i] !== y[i]) return false;
  return true;
}

/** Row-major strides, in elements. */
export function contiguousStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/** Whether the elements lie in row-major order without gaps (axes of size 1 don't matter). */
export function isContiguous(view: Pick<ArrayView, 'shape' | 'strides'>): boolean {
  let stride = 1;
  for (let axis = view.shape.length - 1; axis >= 0; axis--) {
    const size = view.shape[axis]!;
    if (size !== 1 && view.strides[axis] !== stride)
      return size === 0 || elementCount(view.shape) === 0;
    stride *= size;
  }
  return true;
}
