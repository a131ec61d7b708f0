import type { ConvGeometry, DType, Engine, View } from '@plumbline/kernels';
import { isFloat } from '@plumbline/kernels';
import { larger } from '../promotion.ts';
import { formatShape } from '../shape.ts';
import { castTo } from './cast-to.ts';
import { type ComputeOp, type Input, viewAt } from './op.ts';

export interface ConvAttributes {
  readonly geometry: ConvGeometry;
}

/** For the gradients: rows and columns of what they are the gradient of. */
export interface ConvGradientAttributes extends ConvAttributes {
  readonly size: readonly [rows: number, columns: number];
}

/** `input [N, C, H, W]` with `weight [O, C / groups, KH, KW]` to `[N, O, OH, OW]`. */
export const conv2d = {
  name: 'conv2d',
  kind: 'compute',
  differentiable: true,
  infer(inputs, { geometry }) {
    const [input, weight] = factors(inputs, 'conv2d');
    const [n = 0, channels = 0] = input.shape;
    const [outputs = 0, groupChannels = 0] = weight.shape;
    const { groups } = geometry;
    if (outputs % groups !== 0 || channels !== groupChannels * groups) {
      throw misfit(
        'conv2d',
        input,
        weight,
        `the weight is for ${groupChannels * groups} channels in ${groups} groups, the input has ${channels}`,
      );
    }
    const rows = outputSize(input, weight, geometry, 0);
    const columns = outputSize(input, weight, geometry, 1);
    if (rows < 1 || columns < 1) {
      throw misfit('conv2d', input, weight, 'the kernel is larger than the padded image');
    }
    return { shape: [n, outputs, rows, columns], dtype: commonType(input, weight) };
  },
  run(engine, inputs, { geometry }, output) {
    withFactors(engine, inputs, 'conv2d', output.buffer.dtype, (x, weight) =>
      engine.conv2d(x, weight, geometry, output),
    );
  },
} as const satisfies ComputeOp<ConvAttributes>;

/** From the gradient at a conv2d's output, and the weight, the gradient at its input. */
export const conv2dGradInput = {
  name: 'conv2dGradInput',
  kind: 'compute',
  differentiable: true,
  infer(inputs, { geometry, size }) {
    const [gradient, weight] = factors(inputs, 'conv2dGradInput');
    const channels = weight.shape[1]! * geometry.groups;
    return { shape: [gradient.shape[0]!, channels, ...size], dtype: commonType(gradient, weight) };
  },
  run(engine, inputs, { geometry }, output) {
    withFactors(engine, inputs, 'conv2dGradInput', output.buffer.dtype, (gradient, weight) =>
      engine.conv2dGradInput(gradient, weight, geometry, output),
    );
  },
} as const satisfies ComputeOp<ConvGradientAttributes>;

/** From the input of a conv2d, and the gradient at its output, the gradient at its weight. */
export const conv2dGradWeight = {
  name: 'conv2dGradWeight',
  kind: 'compute',
  differentiable: true,
  infer(inputs, { geometry, size }) {
    const [input, gradient] = factors(inputs, 'conv2dGradWeight');
    const shape = [gradient.shape[1]!, input.shape[1]! / geometry.groups, ...size];
    return { shape, dtype: commonType(input, gradient) };
  },
  run(engine, inputs, { geometry }, output) {
    withFactors(engine, inputs, 'conv2dGradWeight', output.buffer.dtype, (input, gradient) =>
      engine.conv2dGradWeight(input, gradient, geometry, output),
    );
  },
} as const satisfies ComputeOp<ConvGradientAttributes>;

function factors(inputs: readonly Input[], op: string): readonly [View, View] {
  const [x, y] = [viewAt(inputs, 0, op), viewAt(inputs, 1, op)];
  if (x.shape.length !== 4 || y.shape.length !== 4) {
    throw misfit(op, x, y, 'both need four axes: [N, C, H, W] and [O, C / groups, KH, KW]');
  }
  const dtype = commonType(x, y);
  if (!isFloat(dtype)) {
    throw new TypeError(`${op}: needs float tensors, got ${dtype}; use .to('float32')`);
  }
  return [x, y];
}

function misfit(op: string, x: View, y: View, why: string): RangeError {
  return new RangeError(`${op}: ${formatShape(x.shape)} with ${formatShape(y.shape)}: ${why}`);
}

function commonType(x: View, y: View): DType {
  return larger(x.buffer.dtype, y.buffer.dtype);
}

function outputSize(input: View, weight: View, geometry: ConvGeometry, axis: 0 | 1): number {
  const { stride, padding, dilation } = geometry;
  const reach = dilation[axis] * (weight.shape[2 + axis]! - 1) + 1;
  const room = input.shape[2 + axis]! + 2 * padding[axis] - reach;
  return Math.floor(room / stride[axis]) + 1;
}

/** Calls `run` with both inputs in the output's dtype. */
function withFactors(
  engine: Engine,
  inputs: readonly Input[],
  op: string,
  dtype: DType,
  run: (x: View, y: View) => void,
): void {
  const views = [viewAt(inputs, 0, op), viewAt(inputs, 1, op)] as const;
  const cast = (view: View): View =>
    view.buffer.dtype === dtype ? view : castTo(engine, view, dtype);
  const [x, y] = [cast(views[0]), cast(views[1])];
  run(x, y);
  if (x !== views[0]) engine.release(x.buffer);
  if (y !== views[1]) engine.release(y.buffer);
}
