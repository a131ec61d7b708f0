import type { PoolGeometry } from '@plumbline/kernels';
import { type ComputeOp, viewAt } from './op.ts';
import { pooledShape } from './pool-geometry.ts';

export type PoolAttributes = PoolGeometry;
export interface PoolGradientAttributes extends PoolAttributes {
  /** The pooled image's [height, width]. */
  readonly size: readonly [number, number];
}

/** The largest element of every window of images [N, C, H, W]; NaN wins. */
export const maxPool2d = {
  name: 'maxPool2d',
  kind: 'compute',
  differentiable: true,
  infer(inputs, geometry) {
    const image = viewAt(inputs, 0, 'maxPool2d');
    return { shape: pooledShape(image, geometry, 'maxPool2d'), dtype: image.buffer.dtype };
  },
  run(engine, inputs, geometry, output) {
    engine.maxPool2d(viewAt(inputs, 0, 'maxPool2d'), geometry, output);
  },
} as const satisfies ComputeOp<PoolAttributes>;

/** int32: where `maxPool2d` finds each element, as `row * W + column`; the first among equals. */
export const maxPool2dIndex = {
  name: 'maxPool2dIndex',
  kind: 'compute',
  differentiable: false,
  infer(inputs, geometry) {
    const image = viewAt(inputs, 0, 'maxPool2dIndex');
    return { shape: pooledShape(image, geometry, 'maxPool2dIndex'), dtype: 'int32' };
  },
  run(engine, inputs, geometry, output) {
    engine.maxPool2dIndex(viewAt(inputs, 0, 'maxPool2dIndex'), geometry, output);
  },
} as const satisfies ComputeOp<PoolAttributes>;

/** The mean of every window of images [N, C, H, W], padding counting as zeros. */
export const avgPool2d = {
  name: 'avgPool2d',
  kind: 'compute',
  differentiable: true,
  infer(inputs, geometry) {
    const image = viewAt(inputs, 0, 'avgPool2d');
    return { shape: pooledShape(image, geometry, 'avgPool2d'), dtype: image.buffer.dtype };
  },
  run(engine, inputs, geometry, output) {
    engine.avgPool2d(viewAt(inputs, 0, 'avgPool2d'), geometry, output);
  },
} as const satisfies ComputeOp<PoolAttributes>;

/** The transpose of `avgPool2d`: every window's number, shared among the elements it covers. */
export const avgPool2dGrad = {
  name: 'avgPool2dGrad',
  kind: 'compute',
  differentiable: true,
  infer(inputs, { size }) {
    const { shape, buffer } = viewAt(inputs, 0, 'avgPool2dGrad');
    return { shape: [shape[0]!, shape[1]!, ...size], dtype: buffer.dtype };
  },
  run(engine, inputs, geometry, output) {
    engine.avgPool2dGrad(viewAt(inputs, 0, 'avgPool2dGrad'), geometry, output);
  },
} as const satisfies ComputeOp<PoolGradientAttributes>;
