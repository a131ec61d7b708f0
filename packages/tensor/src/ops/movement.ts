import {
  contiguousStrides,
  type DType,
  elementCount,
  isContiguous,
  type View,
} from '@plumbline/kernels';
import { broadcastStrides, broadcastTwo, formatShape, sameShape } from '../shape.ts';
import { type ComputeOp, type None, type ViewOp, viewAt } from './op.ts';

export interface ShapeAttributes {
  readonly shape: readonly number[];
}
export interface PermuteAttributes {
  readonly axes: readonly number[];
}
/** A window that starts at `starts` and takes `shape[i]` elements, `steps[i]` apart, along axis i. */
export interface SliceAttributes extends ShapeAttributes {
  readonly starts: readonly number[];
  readonly steps: readonly number[];
}
export interface ConcatAttributes {
  readonly axis: number;
}
export interface CastAttributes {
  readonly dtype: DType;
}

export const reshape = {
  name: 'reshape',
  kind: 'view',
  differentiable: true,
  window(input, { shape }) {
    if (elementCount(shape) !== elementCount(input.shape)) {
      const [from, to] = [formatShape(input.shape), formatShape(shape)];
      throw new RangeError(
        `reshape: ${from} has ${elementCount(input.shape)} elements, ${to} has ${elementCount(shape)}`,
      );
    }
    if (!isContiguous(input)) return null;
    return { shape, strides: contiguousStrides(shape), offset: input.offset };
  },
} as const satisfies ViewOp<ShapeAttributes>;

export const permute = {
  name: 'permute',
  kind: 'view',
  differentiable: true,
  window(input, { axes }) {
    const isPermutation = axes.length === input.shape.length && new Set(axes).size === axes.length;
    if (!isPermutation || axes.some((axis) => input.shape[axis] === undefined)) {
      throw new RangeError(
        `permute: ${formatShape(axes)} does not order the axes of ${formatShape(input.shape)}`,
      );
    }
    return {
      shape: axes.map((axis) => input.shape[axis]!),
      strides: axes.map((axis) => input.strides[axis]!),
      offset: input.offset,
    };
  },
} as const satisfies ViewOp<PermuteAttributes>;

export const expand = {
  name: 'expand',
  kind: 'view',
  differentiable: true,
  window(input, { shape }) {
    const broadcast = broadcastTwo(input.shape, shape);
    if (broadcast === null || !sameShape(broadcast, shape)) {
      throw new RangeError(
        `expand: ${formatShape(input.shape)} does not broadcast to ${formatShape(shape)}`,
      );
    }
    return {
      shape,
      strides: broadcastStrides(input.shape, input.strides, shape),
      offset: input.offset,
    };
  },
} as const satisfies ViewOp<ShapeAttributes>;

/** The same window under another identity, so that a gradient can be told apart by where it came from. */
export const alias = {
  name: 'alias',
  kind: 'view',
  differentiable: true,
  window: (input) => input,
} as const satisfies ViewOp<None>;

export const slice = {
  name: 'slice',
  kind: 'view',
  differentiable: true,
  window: (input, attributes) => sliceWindow(input, attributes),
} as const satisfies ViewOp<SliceAttributes>;

function sliceWindow(input: View, { shape, starts, steps }: SliceAttributes) {
  let offset = input.offset;
  if (elementCount(shape) > 0)
    for (const [axis, start] of starts.entries()) offset += start * input.strides[axis]!;
  return { shape, strides: steps.map((step, axis) => step * input.strides[axis]!), offset };
}

/** Zeros of `shape` with the input in the window that `slice` with `starts` and `steps` reads. */
export const sliceScatter = {
  name: 'sliceScatter',
  kind: 'compute',
  differentiable: true,
  infer: (inputs, { shape }) => ({
    shape: [...shape],
    dtype: viewAt(inputs, 0, 'sliceScatter').buffer.dtype,
  }),
  run(engine, inputs, { starts, steps }, output) {
    const source = viewAt(inputs, 0, 'sliceScatter');
    engine.fill(0, output);
    const window = sliceWindow(output, { shape: source.shape, starts, steps });
    engine.copy(source, { buffer: output.buffer, ...window });
  },
} as const satisfies ComputeOp<SliceAttributes>;

export const concat = {
  name: 'concat',
  kind: 'compute',
  differentiable: true,
  infer(inputs, { axis }) {
    const first = viewAt(inputs, 0, 'concat');
    const shape = [...first.shape];
    shape[axis] = 0;
    for (let position = 0; position < inputs.length; position++) {
      const view = viewAt(inputs, position, 'concat');
      const fits =
        view.shape.length === shape.length &&
        shape.every((size, i) => i === axis || size === view.shape[i]);
      if (!fits || view.buffer.dtype !== first.buffer.dtype) {
        const [one, other] = [first, view].map((v) => `${v.buffer.dtype} ${formatShape(v.shape)}`);
        throw new RangeError(`concat: ${one} and ${other} differ in more than axis ${axis}`);
      }
      shape[axis] += view.shape[axis]!;
    }
    return { shape, dtype: first.buffer.dtype };
  },
  run(engine, inputs, { axis }, output) {
    const steps = output.shape.map(() => 1);
    const starts = output.shape.map(() => 0);
    for (let position = 0; position < inputs.length; position++) {
      const part = viewAt(inputs, position, 'concat');
      const window = sliceWindow(output, { shape: part.shape, starts, steps });
      engine.copy(part, { buffer: output.buffer, ...window });
      starts[axis]! += part.shape[axis]!;
    }
  },
} as const satisfies ComputeOp<ConcatAttributes>;

/** A contiguous copy in a buffer of its own. */
export const clone = {
  name: 'clone',
  kind: 'compute',
  differentiable: true,
  infer(inputs) {
    const input = viewAt(inputs, 0, 'clone');
    return { shape: [...input.shape], dtype: input.buffer.dtype };
  },
  run: (engine, inputs, _, output) => engine.copy(viewAt(inputs, 0, 'clone'), output),
} as const satisfies ComputeOp<None>;

export const cast = {
  name: 'cast',
  kind: 'compute',
  differentiable: true,
  infer: (inputs, { dtype }) => ({ shape: [...viewAt(inputs, 0, 'cast').shape], dtype }),
  run: (engine, inputs, _, output) => engine.copy(viewAt(inputs, 0, 'cast'), output),
} as const satisfies ComputeOp<CastAttributes>;
