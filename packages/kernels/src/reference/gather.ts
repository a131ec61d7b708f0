import type { ArrayView } from '../array-view.ts';
import { forEachRow, rowLength, rowStride } from './rows.ts';

/** `output` has the shape of `index`; beside `axis`, `input` is at least as large. */
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
  // The walk stands still along the axis: there the index says where to go.
  const still = { offset: far.offset, strides: far.strides.with(axis, 0) };
  const length = rowLength(index.shape);
  let row = 0;
  const [farStep, indexStep, nearStep] = [rowStride(still), rowStride(index), rowStride(near)];
  forEachRow(index.shape, [still, index, near], ([start = 0, at = 0, partner = 0]) => {
    for (let i = 0; i < length; i++) {
      const picked = index.data[at + i * indexStep]!;
      if (picked < 0 || picked >= size) {
        const where = positionOf(row * length + i, index.shape).join(', ');
        throw new RangeError(
          `${op}: index ${picked} at [${where}] is out of range for axis ${axis} of size ${size}`,
        );
      }
      visit(start + i * farStep + picked * stride, partner + i * nearStep);
    }
    row++;
  });
}

/** Where the element that row-major order counts as `count` stands. */
function positionOf(count: number, shape: readonly number[]): number[] {
  const position: number[] = [];
  let rest = count;
  for (const size of shape.toReversed()) {
    position.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return position;
}
