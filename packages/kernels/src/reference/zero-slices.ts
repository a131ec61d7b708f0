import type { ArrayView } from '../array-view.ts';
import { lanes } from './rows.ts';

/**
 * How many of the slices of `input` along `axis` are 0 throughout. It looks at no more of a slice
 * than up to the first other number, which is why there is no faster kernel than this.
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
  if (axis === view.shape.length) return view.data[offset] === 0;
  const [size, stride] = [view.shape[axis]!, view.strides[axis]!];
  for (let i = 0; i < size; i++) if (!isZero(view, offset + i * stride, axis + 1)) return false;
  return true;
}
