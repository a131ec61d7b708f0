import type { ArrayView } from '../array-view.ts';
import { forEachRow } from './rows.ts';

/** Calls `visit(far, near)` with an element of `far` that `index` picks and its partner in `near`. */
function forEachPick(
  op: string,
  far: ArrayView,
  axis: number,
  index: ArrayView,
  near: ArrayView,
  visit: (far: number, near: number) => void,
): void {
  const size = far.shape[axis]!;
  const stride = far.strides[axis]!;
  const farStrides = far.strides.map((s, i) => (i === axis ? 0 : s));
  const walked = [
    { offset: far.offset, strides: [...farStrides, 0] },
    { offset: index.offset, strides: [...index.strides, 0] },
    { offset: near.offset, strides: [...near.strides, 0] },
  ];
  forEachRow([...index.shape, 1], walked, ([start = 0, at = 0, partner = 0]) => {
    const picked = index.data[at]!;
    if (picked < 0 || picked >= size) {
      throw new RangeError(
        `${op}: index ${picked} is out of range for axis ${axis} of size ${size}`,
      );
    }
    visit(start + picked * stride, partner);
  });
}

export function gather(input: ArrayView, axis: number, index: ArrayView, output: ArrayView): void {
  forEachPick('gather', input, axis, index, output, (far, near) => {
    output.data[near] = input.data[far]!;
  });
}

/** Adds to what `output` holds. */
export function scatterAdd(
  source: ArrayView,
  axis: number,
  index: ArrayView,
  output: ArrayView,
): void {
  forEachPick('scatterAdd', output, axis, index, source, (far, near) => {
    output.data[far]! += source.data[near]!;
  });
}
