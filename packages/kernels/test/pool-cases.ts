import fc from 'fast-check';
import type { PoolGeometry } from '../src/kernels.ts';

/** Shapes that fit together, and the geometry that makes them do so. */
export interface PoolCase {
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly geometry: PoolGeometry;
}

export function poolCase(input: readonly number[], geometry: Partial<PoolGeometry>): PoolCase {
  const { kernel = [2, 2], stride = kernel, padding = [0, 0], dilation = [1, 1] } = geometry;
  const size = (axis: 0 | 1): number => {
    const span = dilation[axis] * (kernel[axis] - 1) + 1;
    return Math.floor((input[2 + axis]! + 2 * padding[axis] - span) / stride[axis]) + 1;
  };
  const output = [input[0]!, input[1]!, Math.max(0, size(0)), Math.max(0, size(1))];
  return { input, output, geometry: { kernel, stride, padding, dilation } };
}

/** Whether every window has an element of the image. */
export function isFilled({ input, output, geometry }: PoolCase): boolean {
  return ([0, 1] as const).every((axis) =>
    Array.from({ length: output[2 + axis]! }, (_, window) => {
      const start = window * geometry.stride[axis] - geometry.padding[axis];
      const places = Array.from(
        { length: geometry.kernel[axis] },
        (_, k) => start + k * geometry.dilation[axis],
      );
      return places.some((place) => place >= 0 && place < input[2 + axis]!);
    }).every(Boolean),
  );
}

const pairOf = (min: number, max: number): fc.Arbitrary<[number, number]> => {
  const one = fc.integer({ min, max });
  return fc.tuple(one, one);
};
const both = (size: number) => fc.constant<[number, number]>([size, size]);

/** Poolings of all kinds, small enough for the reference kernels. */
export const poolCases: fc.Arbitrary<PoolCase> = fc
  .record({
    planes: fc.oneof(pairOf(1, 3), pairOf(0, 2)),
    image: fc.oneof(pairOf(1, 19), pairOf(0, 6)),
    kernel: fc.oneof(both(2), both(3), pairOf(1, 7)),
    stride: fc.oneof(both(1), both(2), pairOf(1, 4)),
    padding: fc.oneof(both(0), both(1), pairOf(0, 3)),
    dilation: fc.oneof(both(1), both(1), pairOf(1, 3)),
  })
  .map(({ planes, image, ...geometry }) => poolCase([...planes, ...image], geometry));
