import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isFilled, poolCase, poolCases } from './pool-cases.ts';
import {
  contiguous,
  elementsOf,
  expectElements,
  indicesOf,
  integersAndSpecials,
  laidOut,
  layouts,
  valueAt,
} from './reference-views.ts';
import { reference } from './wasm-views.ts';

const dtypes = fc.constantFrom('float32', 'float64');

test('maxPool2d, maxPool2dIndex and avgPool2d are their definitions', () => {
  fc.assert(
    fc.property(
      poolCases,
      dtypes,
      layouts,
      integersAndSpecials,
      (shapes, dtype, layout, values) => {
        const { geometry } = shapes;
        const { kernel, stride, padding, dilation } = geometry;
        const [, , height = 0, width = 0] = shapes.input;
        const input = laidOut(dtype, shapes.input, layout, values);
        const windows = indicesOf(shapes.output).map(([n, c, y, x]) =>
          indicesOf(kernel)
            .map(([i, j]) => [
              y! * stride[0] + i! * dilation[0] - padding[0],
              x! * stride[1] + j! * dilation[1] - padding[1],
            ])
            .filter(
              ([row, column]) => row! >= 0 && row! < height && column! >= 0 && column! < width,
            )
            .map(([row, column]) => ({
              value: valueAt(input, [n!, c!, row!, column!]),
              position: row! * width + column!,
            })),
        );
        const [max, mean] = [contiguous(dtype, shapes.output), contiguous(dtype, shapes.output)];
        reference.maxPool2d(input, geometry, max);
        // Adding 0 makes -0 and 0 one: which of them is larger is undefined.
        const largest = windows.map((window) => Math.max(...window.map(({ value }) => value)) + 0);
        expect(elementsOf(max).map((value) => value + 0)).toEqual(largest);

        reference.avgPool2d(input, geometry, mean);
        const sums = windows.map((window) => window.reduce((sum, { value }) => sum + value, 0));
        expectElements(
          mean,
          sums.map((sum) => sum / (kernel[0] * kernel[1])),
        );

        if (!isFilled(shapes)) return;
        const index = contiguous('int32', shapes.output);
        reference.maxPool2dIndex(input, geometry, index);
        const firsts = windows.map((window, i) =>
          window.find(({ value }) => value === largest[i] || Number.isNaN(value)),
        );
        expectElements(
          index,
          firsts.map((first) => first?.position ?? Number.NaN),
        );
      },
    ),
    { numRuns: 300 },
  );
});

describe('avgPool2dGrad', () => {
  test('is the transpose of avgPool2d: Σ avgPool2d(x) · g = Σ x · avgPool2dGrad(g)', () => {
    fc.assert(
      fc.property(poolCases, layouts, fc.nat(), (shapes, layout, seed) => {
        const geometry = { ...shapes.geometry, dilation: [1, 1] } as const;
        const { input, output } = poolCase(shapes.input, geometry);
        const numbers = Array.from({ length: 31 }, (_, i) => Math.sin(seed + i));
        const x = laidOut('float64', input, layout, numbers);
        const g = laidOut('float64', output, layout, numbers.toReversed());
        const [pooled, spread] = [contiguous('float64', output), contiguous('float64', input)];
        reference.avgPool2d(x, geometry, pooled);
        reference.avgPool2dGrad(g, geometry, spread);
        const dot = (a: number[], b: number[]) => a.reduce((sum, v, i) => sum + v * b[i]!, 0);
        const left = dot(elementsOf(pooled), elementsOf(g));
        expect(Math.abs(left - dot(elementsOf(x), elementsOf(spread)))).toBeLessThan(1e-10);
      }),
    );
  });
});
