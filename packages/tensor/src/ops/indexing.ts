import type { View } from '@plumbline/kernels';
import { formatShape } from '../shape.ts';
import { type ComputeOp, type Input, viewAt } from './op.ts';

export interface GatherAttributes {
  readonly axis: number;
}

function indexAt(inputs: readonly Input[], position: number, op: string): View {
  const index = viewAt(inputs, position, op);
  if (index.buffer.dtype !== 'int32') {
    throw new TypeError(
      `${op}: the index must be int32, got ${index.buffer.dtype}; use .to('int32')`,
    );
  }
  return index;
}

function checkFit(index: View, input: View, axis: number, op: string): void {
  const fits =
    index.shape.length === input.shape.length &&
    index.shape.every((size, i) => i === axis || size <= input.shape[i]!);
  if (!fits) {
    const [a, b] = [formatShape(index.shape), formatShape(input.shape)];
    throw new RangeError(`${op}: an index of shape ${a} does not fit ${b} beside axis ${axis}`);
  }
}

/** `output[i][j] = input[index[i][j]][j]` for axis 0; the output has the index's shape. */
export const gather = {
  name: 'gather',
  kind: 'compute',
  differentiable: true,
  infer(inputs, { axis }) {
    const input = viewAt(inputs, 0, 'gather');
    const index = indexAt(inputs, 1, 'gather');
    checkFit(index, input, axis, 'gather');
    return { shape: [...index.shape], dtype: input.buffer.dtype };
  },
  run(engine, inputs, { axis }, output) {
    const input = cropped(viewAt(inputs, 0, 'gather'), output.shape, axis);
    engine.gather(input, axis, indexAt(inputs, 1, 'gather'), output);
  },
} as const satisfies ComputeOp<GatherAttributes>;

/** A copy of input 0 with `output[index[i][j]][j] += source[i][j]` (axis 0); source is input 2. */
export const scatterAdd = {
  name: 'scatterAdd',
  kind: 'compute',
  differentiable: true,
  infer(inputs, { axis }) {
    const base = viewAt(inputs, 0, 'scatterAdd');
    const index = indexAt(inputs, 1, 'scatterAdd');
    const source = viewAt(inputs, 2, 'scatterAdd');
    checkFit(index, base, axis, 'scatterAdd');
    const sameSizes = formatShape(index.shape) === formatShape(source.shape);
    if (!sameSizes || source.buffer.dtype !== base.buffer.dtype) {
      const [a, b, c] = [index, source, base].map(
        (v) => `${v.buffer.dtype} ${formatShape(v.shape)}`,
      );
      throw new TypeError(`scatterAdd: index ${a}, source ${b} and base ${c} do not fit`);
    }
    return { shape: [...base.shape], dtype: base.buffer.dtype };
  },
  run(engine, inputs, { axis }, output) {
    const source = viewAt(inputs, 2, 'scatterAdd');
    engine.copy(viewAt(inputs, 0, 'scatterAdd'), output);
    const target = cropped(output, source.shape, axis);
    engine.scatterAdd(source, axis, indexAt(inputs, 1, 'scatterAdd'), target);
  },
} as const satisfies ComputeOp<GatherAttributes>;

/** The part of a view that an index of `shape` can reach: kernels want equal sizes beside the axis. */
function cropped(view: View, shape: readonly number[], axis: number): View {
  const sizes = view.shape.map((size, i) => (i === axis ? size : shape[i]!));
  return { buffer: view.buffer, offset: view.offset, strides: view.strides, shape: sizes };
}
