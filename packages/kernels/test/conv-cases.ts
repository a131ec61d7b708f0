import fc from 'fast-check';
import type { ConvGeometry } from '../src/kernels.ts';

/** Shapes that fit together, and the geometry that makes them do so. */
export interface ConvCase {
  readonly input: readonly number[];
  readonly weight: readonly number[];
  readonly output: readonly number[];
  readonly geometry: ConvGeometry;
}

export function convCase(
  input: readonly number[],
  weight: readonly number[],
  geometry: Partial<ConvGeometry> = {},
): ConvCase {
  const { stride = [1, 1], padding = [0, 0], dilation = [1, 1], groups = 1 } = geometry;
  const size = (axis: 0 | 1): number => {
    const span = dilation[axis] * (weight[2 + axis]! - 1) + 1;
    return Math.floor((input[2 + axis]! + 2 * padding[axis] - span) / stride[axis]) + 1;
  };
  const output = [input[0]!, weight[0]!, Math.max(0, size(0)), Math.max(0, size(1))];
  return { input, weight, output, geometry: { stride, padding, dilation, groups } };
}

const pairOf = (min: number, max: number): fc.Arbitrary<[number, number]> => {
  const one = fc.integer({ min, max });
  return fc.tuple(one, one);
};
const dense = fc.constant<[number, number]>([1, 1]);
const sameOnBothAxes = (min: number, max: number): fc.Arbitrary<[number, number]> =>
  fc.integer({ min, max }).map((size) => [size, size]);

const sizes = fc.record({
  // With eight images a gradient of the weight is made of several sums.
  n: fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 3 }) },
    { weight: 1, arbitrary: fc.integer({ min: 8, max: 11 }) },
  ),
  groups: fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, fc.integer({ min: 2, max: 4 })),
  inputs: fc.oneof(
    { weight: 2, arbitrary: fc.constant(1) },
    { weight: 4, arbitrary: fc.integer({ min: 2, max: 9 }) },
    { weight: 1, arbitrary: fc.constant(0) },
  ),
  outputs: fc.oneof(
    { weight: 2, arbitrary: fc.constant(1) },
    { weight: 5, arbitrary: fc.integer({ min: 2, max: 14 }) },
  ),
  image: fc.oneof(pairOf(0, 8), pairOf(1, 21), sameOnBothAxes(4, 16)),
  kernel: fc.oneof(pairOf(1, 4), fc.constant<[number, number]>([3, 3]), dense),
  stride: fc.oneof(dense, pairOf(1, 3), fc.constant<[number, number]>([2, 2])),
  padding: fc.oneof(fc.constant<[number, number]>([0, 0]), dense, pairOf(0, 4)),
  dilation: fc.oneof(dense, pairOf(1, 3)),
});

/** Convolutions of all kinds, small enough for the reference kernels. */
export const convCases: fc.Arbitrary<ConvCase> = sizes.map((size) => {
  const { n, groups, inputs, outputs, image, kernel, ...geometry } = size;
  const input = [n, inputs * groups, ...image];
  return convCase(input, [outputs * groups, inputs, ...kernel], { ...geometry, groups });
});
