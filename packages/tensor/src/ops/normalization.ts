import { type Engine, elementCount, isFloat, type View } from '@plumbline/kernels';
import { formatShape } from '../shape.ts';
import { type ComputeOp, type Input, type None, viewAt } from './op.ts';

export interface BatchNormAttributes {
  /** Added to the variance, so that a constant channel is not divided by 0. */
  readonly eps: number;
}

/** Mean and biased variance of the channels of images [N, C, ...], as [2, C]. */
export const channelMoments = {
  name: 'channelMoments',
  kind: 'compute',
  differentiable: false,
  infer(inputs) {
    const { shape, buffer } = imagesAt(inputs, 0, 'channelMoments');
    if (elementCount(shape) === 0) {
      throw new RangeError(`channelMoments: ${formatShape(shape)} has no elements to average`);
    }
    return { shape: [2, shape[1]!], dtype: buffer.dtype };
  },
  run(engine, inputs, _, output) {
    engine.channelMoments(viewAt(inputs, 0, 'channelMoments'), output);
  },
} as const satisfies ComputeOp<None>;

/** From a gradient and the images it belongs to: by channel Σ g and Σ g (x - mean), as [2, C]. */
export const channelSums = {
  name: 'channelSums',
  kind: 'compute',
  differentiable: false,
  infer(inputs) {
    const { shape, buffer } = imagesAt(inputs, 1, 'channelSums');
    return { shape: [2, shape[1]!], dtype: buffer.dtype };
  },
  run(engine, inputs, _, output) {
    const [gradient, images, moments] = [0, 1, 2].map((i) => viewAt(inputs, i, 'channelSums'));
    engine.channelSums(gradient!, images!, moments!, output);
  },
} as const satisfies ComputeOp<None>;

/**
 * Batch normalization (Ioffe and Szegedy 2015, algorithm 1): `(x - mean) / √(variance + eps) *
 * weight + bias` by channel. Inputs: x [N, C, ...], weight and bias [C], and x's `channelMoments`,
 * which the gradient treats as what they are: functions of x.
 */
export const batchNorm = {
  name: 'batchNorm',
  kind: 'compute',
  differentiable: true,
  infer(inputs) {
    const { shape, buffer } = imagesAt(inputs, 0, 'batchNorm');
    for (const [position, expected] of [[shape[1]!], [shape[1]!], [2, shape[1]!]].entries()) {
      const view = viewAt(inputs, position + 1, 'batchNorm');
      if (formatShape(view.shape) !== formatShape(expected) || view.buffer.dtype !== buffer.dtype) {
        const name = ['the weight', 'the bias', 'the moments'][position];
        throw new RangeError(
          `batchNorm: ${name} must be ${buffer.dtype} ${formatShape(expected)} for images of shape ` +
            `${formatShape(shape)}, not ${view.buffer.dtype} ${formatShape(view.shape)}`,
        );
      }
    }
    return { shape: [...shape], dtype: buffer.dtype };
  },
  run(engine, inputs, { eps }, output) {
    const [x, weight, bias, moments] = [0, 1, 2, 3].map((i) => viewAt(inputs, i, 'batchNorm'));
    // y = x * scale + shift: one pass over the images, with two numbers a channel.
    const temporary = temporaries(engine, bias!);
    const [mean, variance] = [rowOf(moments!, 0), rowOf(moments!, 1)];
    const deviation = temporary.next('add', variance, eps);
    const scale = temporary.next('mul', temporary.next('rsqrt', deviation), weight!);
    const shift = temporary.next('sub', bias!, temporary.next('mul', mean, scale));
    const scaled = {
      ...output,
      buffer: engine.allocate(x!.buffer.dtype, elementCount(x!.shape), 'batchNorm'),
    };
    engine.pointwise('mul', [x!, acrossImages(scale, x!)], scaled);
    engine.pointwise('add', [scaled, acrossImages(shift, x!)], output);
    engine.release(scaled.buffer);
    temporary.release();
  },
} as const satisfies ComputeOp<BatchNormAttributes>;

function imagesAt(inputs: readonly Input[], position: number, op: string): View {
  const images = viewAt(inputs, position, op);
  if (images.shape.length < 2) {
    throw new RangeError(`${op}: ${formatShape(images.shape)} must be [N, C, ...]`);
  }
  if (!isFloat(images.buffer.dtype)) {
    throw new TypeError(
      `${op}: needs float tensors, got ${images.buffer.dtype}; use .to('float32')`,
    );
  }
  return images;
}

function rowOf({ buffer, shape, strides, offset }: View, row: number): View {
  const [, columns = 0] = shape;
  return { buffer, shape: [columns], strides: [strides[1]!], offset: offset + row * strides[0]! };
}

/** A number a channel as a view of the images' shape. */
function acrossImages({ buffer, strides, offset }: View, { shape }: View): View {
  return { buffer, offset, shape, strides: shape.map((_, axis) => (axis === 1 ? strides[0]! : 0)) };
}

/** Results of pointwise ops, all of one shape, that are released together. */
function temporaries(engine: Engine, like: View) {
  const made: View[] = [];
  return {
    next(op: 'add' | 'sub' | 'mul' | 'rsqrt', ...inputs: (View | number)[]): View {
      const { shape, buffer } = like;
      const output: View = {
        buffer: engine.allocate(buffer.dtype, elementCount(shape), 'batchNorm'),
        shape,
        strides: [1],
        offset: 0,
      };
      made.push(output);
      engine.pointwise(op, inputs, output);
      return output;
    },
    release(): void {
      for (const { buffer } of made) engine.release(buffer);
    },
  };
}
