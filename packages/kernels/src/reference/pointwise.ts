import type { ArrayView } from '../array-view.ts';
import { type PointwiseOp, pointwiseOps } from '../pointwise.ts';
import { forEachRow, rowLength, rowStride } from './rows.ts';

export function pointwise(
  op: PointwiseOp,
  inputs: readonly (ArrayView | number)[],
  output: ArrayView,
): void {
  const { evaluate } = pointwiseOps[op];
  const views = inputs.map((input) =>
    typeof input === 'number' ? constantView(input, output) : input,
  );
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

/** A number as a view: float64, so that it isn't rounded before the op. */
function constantView(value: number, { shape }: ArrayView): ArrayView {
  const strides = shape.map(() => 0);
  return { dtype: 'float64', data: Float64Array.of(value), offset: 0, shape, strides };
}
