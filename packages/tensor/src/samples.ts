/**
 * Inputs for every op, on which its gradient can be tested.
 *
 * @module
 */

import type { ConvGeometry, PoolGeometry } from '@plumbline/kernels';
import type { DifferentiableOpName } from './ops/index.ts';
import type { Shape } from './shape.ts';

/** Inputs on which an op is tested: a float input by its shape and range, an index by its values. */
export interface OpSample {
  /** What the op is given, in order. */
  readonly inputs: readonly SampleInput[];
  /** What it is told beside its inputs; none by default. */
  readonly attributes?: object;
}

/**
 * One input: floats in a range (by default [-2, 2]), an index, a condition, or what follows from
 * another.
 */
export type SampleInput =
  | {
      readonly shape: Shape;
      readonly low?: number;
      readonly high?: number;
      readonly distinct?: true;
    }
  | { readonly index: readonly number[]; readonly shape: Shape }
  | { readonly condition: readonly boolean[]; readonly shape: Shape }
  /** The `channelMoments` of another input: not free to vary by itself. */
  | { readonly momentsOf: number; readonly shape: Shape };

const any = (...shape: number[]): SampleInput => ({ shape });
const between = (low: number, high: number, ...shape: number[]): SampleInput => ({
  shape,
  low,
  high,
});
/** No two elements alike, so that maxima and kinks are away from ties. */
const distinct = (...shape: number[]): SampleInput => ({ shape, distinct: true });
const index = (values: readonly number[], ...shape: number[]): SampleInput => ({
  index: values,
  shape,
});

const unary = (low = -2, high = 2): OpSample[] => [
  { inputs: [between(low, high, 2, 3)] },
  { inputs: [between(low, high)] },
  { inputs: [between(low, high, 0, 2)] },
];
const binary = (low = -2, high = 2): OpSample[] => [
  { inputs: [between(low, high, 2, 3), between(low, high, 2, 3)] },
  { inputs: [between(low, high, 2, 1, 3), between(low, high, 4, 1)] },
  { inputs: [between(low, high), between(low, high, 3)] },
];
const reduction: OpSample[] = [
  { inputs: [distinct(2, 3, 2)], attributes: { axes: [0, 1, 2], keepdim: false } },
  { inputs: [distinct(2, 3, 2)], attributes: { axes: [1], keepdim: false } },
  { inputs: [distinct(2, 3, 2)], attributes: { axes: [0, 2], keepdim: true } },
];

const geometry = (options: Partial<ConvGeometry> = {}): ConvGeometry => ({
  stride: [1, 1],
  padding: [0, 0],
  dilation: [1, 1],
  groups: 1,
  ...options,
});
const spread = geometry({ stride: [2, 1], padding: [1, 2], dilation: [1, 2] });
const pooling = (geometry: Partial<PoolGeometry> = {}): PoolGeometry => ({
  kernel: [2, 2],
  stride: [2, 2],
  padding: [0, 0],
  dilation: [1, 1],
  ...geometry,
});

/** At least one sample for every differentiable op: gradcheck and the engines' tests walk them. */
export const samples: Readonly<Record<DifferentiableOpName, readonly OpSample[]>> = {
  neg: unary(),
  abs: unary(0.1, 2),
  square: unary(),
  relu: [{ inputs: [distinct(3, 4)] }],
  reciprocal: unary(0.5, 2),
  sqrt: unary(0.5, 2),
  rsqrt: unary(0.5, 2),
  exp: unary(),
  log: unary(0.5, 2),
  log2: unary(0.5, 2),
  log10: unary(0.5, 2),
  log1p: unary(-0.5, 2),
  expm1: unary(),
  sin: unary(),
  cos: unary(),
  tan: unary(-1, 1),
  asin: unary(-0.9, 0.9),
  acos: unary(-0.9, 0.9),
  atan: unary(),
  sinh: unary(),
  cosh: unary(),
  tanh: unary(),
  asinh: unary(),
  acosh: unary(1.5, 3),
  atanh: unary(-0.9, 0.9),
  sigmoid: unary(),
  erf: unary(),
  add: binary(),
  sub: binary(),
  mul: binary(),
  div: binary(0.5, 2),
  pow: binary(0.5, 2),
  atan2: binary(0.5, 2),
  maximum: [{ inputs: [distinct(4, 5), between(0.01, 0.02, 5)] }],
  minimum: [{ inputs: [distinct(4, 5), between(0.01, 0.02, 5)] }],
  where: [
    { inputs: [{ condition: [true, false, true], shape: [3] }, any(2, 3), any(2, 3)] },
    { inputs: [{ condition: [false, true], shape: [2, 1] }, any(3), any()] },
  ],
  sum: reduction,
  prod: reduction,
  max: reduction,
  min: reduction,
  softmax: [{ inputs: [any(3, 4)] }, { inputs: [any(2, 2, 3)] }],
  logSoftmax: [{ inputs: [any(3, 4)] }, { inputs: [any(2, 2, 3)] }],
  linearScan: [
    { inputs: [any(2, 4), any(2, 4)], attributes: { axis: 1 } },
    { inputs: [any(3, 1, 2), any(3, 1, 2)], attributes: { axis: 0 } },
    { inputs: [any(1, 2), any(1, 2)], attributes: { axis: 0 } },
    { inputs: [any(2, 0), any(2, 0)], attributes: { axis: 1 } },
  ],
  matmul: [
    { inputs: [any(2, 3), any(3, 4)] },
    { inputs: [any(2, 1, 2, 3), any(3, 3, 2)] },
    { inputs: [any(2, 0), any(0, 3)] },
  ],
  linear: [
    { inputs: [any(2, 3), any(4, 3), any(4)] },
    { inputs: [any(2, 1, 3), any(2, 3)] },
    { inputs: [any(3), any(2, 3), any(2)] },
    { inputs: [any(0, 3), any(2, 3), any(2)] },
    { inputs: [any(2, 0), any(2, 0), any(2)] },
  ],
  reshape: [{ inputs: [any(2, 6)], attributes: { shape: [3, 4] } }],
  permute: [{ inputs: [any(2, 3, 4)], attributes: { axes: [2, 0, 1] } }],
  expand: [{ inputs: [any(2, 1)], attributes: { shape: [3, 2, 4] } }],
  alias: [{ inputs: [any(2, 3)] }],
  slice: [
    { inputs: [any(4, 5)], attributes: { starts: [1, 4], steps: [1, -2], shape: [2, 3] } },
    { inputs: [any(3)], attributes: { starts: [0], steps: [1], shape: [0] } },
  ],
  sliceScatter: [
    { inputs: [any(2, 3)], attributes: { starts: [1, 4], steps: [1, -2], shape: [4, 5] } },
  ],
  concat: [
    { inputs: [any(2, 3), any(2, 1), any(2, 2)], attributes: { axis: 1 } },
    { inputs: [any(2)], attributes: { axis: 0 } },
  ],
  clone: [{ inputs: [any(2, 3)] }],
  cast: [{ inputs: [any(2, 3)], attributes: { dtype: 'float64' } }],
  gather: [
    { inputs: [any(3, 4), index([2, 0, 0, 2, 1, 1, 0, 2], 2, 4)], attributes: { axis: 0 } },
    { inputs: [any(3, 4), index([3, 3, 0], 3, 1)], attributes: { axis: 1 } },
  ],
  scatterAdd: [
    { inputs: [any(3, 4), index([2, 0, 0, 2], 1, 4), any(1, 4)], attributes: { axis: 0 } },
    { inputs: [any(2, 3), index([0, 0, 2, 1], 2, 2), any(2, 2)], attributes: { axis: 1 } },
  ],
  conv2d: [
    { inputs: [any(2, 2, 4, 5), any(3, 2, 3, 2)], attributes: { geometry: geometry() } },
    { inputs: [any(1, 2, 5, 4), any(2, 2, 3, 2)], attributes: { geometry: spread } },
    {
      inputs: [any(2, 4, 3, 3), any(2, 2, 1, 1)],
      attributes: { geometry: geometry({ groups: 2 }) },
    },
  ],
  conv2dGradInput: [
    {
      inputs: [any(2, 3, 2, 4), any(3, 2, 3, 2)],
      attributes: { geometry: geometry(), size: [4, 5] },
    },
    { inputs: [any(1, 2, 3, 6), any(2, 2, 3, 2)], attributes: { geometry: spread, size: [5, 4] } },
  ],
  conv2dGradWeight: [
    {
      inputs: [any(2, 2, 4, 5), any(2, 3, 2, 4)],
      attributes: { geometry: geometry(), size: [3, 2] },
    },
    { inputs: [any(1, 2, 5, 4), any(1, 2, 3, 6)], attributes: { geometry: spread, size: [3, 2] } },
  ],
  batchNorm: [
    {
      inputs: [any(3, 2, 2, 2), any(2), any(2), { momentsOf: 0, shape: [2, 2] }],
      attributes: { eps: 1e-5 },
    },
    {
      inputs: [any(4, 3), any(3), any(3), { momentsOf: 0, shape: [2, 3] }],
      attributes: { eps: 0.1 },
    },
  ],
  layerNorm: [
    { inputs: [any(3, 4), any(4), any(4)], attributes: { eps: 1e-5 } },
    { inputs: [any(2, 2, 3, 2), any(3, 2), any(3, 2)], attributes: { eps: 0.1 } },
    { inputs: [any(5), any(5), any(5)], attributes: { eps: 1e-5 } },
    { inputs: [any(0, 3), any(3), any(3)], attributes: { eps: 1e-5 } },
  ],
  maxPool2d: [
    { inputs: [distinct(1, 2, 4, 5)], attributes: pooling() },
    {
      inputs: [distinct(2, 1, 5, 6)],
      attributes: pooling({ kernel: [3, 2], stride: [2, 1], padding: [1, 0], dilation: [1, 2] }),
    },
    { inputs: [any(0, 2, 3, 3)], attributes: pooling() },
  ],
  avgPool2d: [
    { inputs: [any(1, 2, 4, 5)], attributes: pooling() },
    {
      inputs: [any(2, 1, 5, 4)],
      attributes: pooling({ kernel: [3, 2], stride: [2, 1], padding: [1, 1] }),
    },
    { inputs: [any(2, 0, 3, 3)], attributes: pooling() },
  ],
  avgPool2dGrad: [
    {
      inputs: [any(2, 1, 3, 5)],
      attributes: {
        ...pooling({ kernel: [3, 2], stride: [2, 1], padding: [1, 1] }),
        size: [5, 4],
      },
    },
  ],
  crossEntropy: [
    { inputs: [any(3, 4), index([0, 3, 3], 3)], attributes: { ignoreIndex: null } },
    { inputs: [any(3, 4), index([0, -100, 3], 3)], attributes: { ignoreIndex: -100 } },
    { inputs: [any(0, 2), index([], 0)], attributes: { ignoreIndex: null } },
  ],
  crossEntropyGrad: [
    { inputs: [any(3, 4), index([1, 0, 3], 3), any(3)], attributes: { ignoreIndex: null } },
    { inputs: [any(3, 4), index([1, 0, 3], 3), any(3)], attributes: { ignoreIndex: 0 } },
  ],
};
