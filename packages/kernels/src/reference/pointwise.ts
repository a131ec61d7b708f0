import type { ArrayView } from '../array-view.ts';
import { type PointwiseOp, pointwiseOps } from '../pointwise.ts';
import { filledWith, forEachRow, rowLength, rowStride } from './rows.ts';

export function pointwise(
  op: PointwiseOp,
  inputs: readonly (ArrayView | number)[],
  output: ArrayView,
): void {
  const { evaluate } = pointwiseOps[op];
  const views = viewsOf(op, inputs, output);
  const [x = output, y = x, z = x] = views;
  const length = rowLength(output.shape);
  const [sx, sy, sz, so] = [rowStride(x), rowStride(y), rowStride(z), rowStride(output)];
  forEachRow(output.shape, [x, y, z, output], (offsets) => {
    let [ox = 0, oy = 0, oz = 0, oo = 0] = offsets;
    for (let i = 0; i < length; i++) {
      output.data[oo] = evaluate(x.data[ox]!, y.data[oy]!, z.data[oz]!);
      ox += sx;
      oy += sy;
      oz += sz;
      oo += so;
    }
  });
}

/**
 * The inputs, every number as a view. Beside float32 a number is rounded to float32, so that
 * `eq(x, 0.1)` finds the 0.1 that `x` can hold.
 */
function viewsOf(
  op: PointwiseOp,
  inputs: readonly (ArrayView | number)[],
  { shape }: ArrayView,
): ArrayView[] {
  const isOperand = (position: number) => op !== 'where' || position > 0;
  const isFloat32 = inputs.some(
    (input, position) =>
      typeof input !== 'number' && isOperand(position) && input.dtype === 'float32',
  );
  return inputs.map((input, position) => {
    if (typeof input !== 'number') return input;
    return filledWith(isFloat32 && isOperand(position) ? Math.fround(input) : input, shape);
  });
}
