import type { ArrayView } from '../array-view.ts';
import { lanes } from './rows.ts';

/**
 * How many of the slices of `input` along `axis` are 0 throughout. It looks at no more of a slice
 * than up to the first other number.
 */
export function zeroSlices(input: ArrayView, axis: number, output: ArrayView): void {
  const slice = lanes(input, axis);
  let count = 0;
  for (let i = 0; i < input.shape[axis]!; i++) {
    if (isZero(slice, input.offset + i * input.strides[axis]!, 0)) count++;
  }
  output.data[output.offset] = count;
}

/** Whether all elements from `offset` on along the axes from `axis` on are 0. */
function isZero(view: ArrayView, offset: number, axis: number): boolean {
  const { data, shape, strides } = view;
  if (axis === shape.length) return data[offset] === 0;
  const [size, stride] = [shape[axis]!, strides[axis]!];
  const isRow = axis === shape.length - 1;
  for (let i = 0; i < size; i++) {
    const at = offset + i * stride;
    if (isRow ? data[at] !== 0 : !isZero(view, at, axis + 1)) return false;
  }
  return true;
}
