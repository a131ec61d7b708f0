import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { InnerProducts } from '../src/kernels.ts';
import { ReferenceKernels } from '../src/reference/reference-kernels.ts';
import {
  anyValues,
  contiguous,
  dtypes,
  elementsOf,
  expectElements,
  filledShapes,
  indicesOf,
  integersAndSpecials,
  laidOut,
  layouts,
  shapes,
  valueAt,
} from './reference-views.ts';

const kernels = new ReferenceKernels();

/** The sums over lists, one after the other. */
const ofLists: Readonly<Record<InnerProducts, (xs: number[], ys: number[]) => number[]>> = {
  square: (xs) => [dot(xs, xs), xs.filter((x) => !Number.isFinite(x)).length],
  pair: (xs, ys) => [dot(xs, xs), dot(ys, ys), dot(xs, ys)],
  change: (xs, ys) => {
    const differences = xs.map((x, i) => x - ys[i]!);
    return [dot(differences, differences), dot(ys, ys)];
  },
};

function dot(xs: readonly number[], ys: readonly number[]): number {
  return xs.reduce((sum, x, i) => sum + x * ys[i]!, 0);
}

describe.each(['square', 'pair', 'change'] as const)('%s', (form) => {
  test('is made of float64 sums in row-major order, of any dtype and strides', () => {
    const values = fc.oneof(anyValues, integersAndSpecials);
    fc.assert(
      fc.property(dtypes, shapes, layouts, layouts, values, values, (dtype, shape, ...rest) => {
        const [xLayout, yLayout, xValues, yValues] = rest;
        const x = laidOut(dtype, shape, xLayout, xValues);
        const y = laidOut(dtype, shape, yLayout, yValues);
        const expected = ofLists[form](elementsOf(x), elementsOf(y));
        const output = contiguous('float64', [expected.length]);
        kernels.innerProducts(form, form === 'square' ? [x] : [x, y], output);
        expectElements(output, expected);
      }),
    );
  });
});

test('zeroSlices counts the slices of which no element is anything but 0', () => {
  const mostlyZeros = fc.array(
    fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(0, -0) },
      { weight: 1, arbitrary: fc.constantFrom(1, -1, Number.NaN, Number.POSITIVE_INFINITY) },
    ),
    { minLength: 1, maxLength: 37 },
  );
  fc.assert(
    fc.property(
      fc.constantFrom('float32', 'float64'),
      filledShapes,
      fc.nat(3),
      layouts,
      mostlyZeros,
      (dtype, shape, pick, layout, values) => {
        const axis = pick % shape.length;
        const input = laidOut(dtype, shape, layout, values);
        const alive = new Set<number>();
        for (const index of indicesOf(shape)) {
          if (valueAt(input, index) !== 0) alive.add(index[axis]!);
        }
        const output = contiguous('float64', [1]);
        kernels.zeroSlices(input, axis, output);
        expectElements(output, [shape[axis]! - alive.size]);
      },
    ),
  );
});
