import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ArrayView } from '../src/array-view.ts';
import { ReferenceKernels } from '../src/reference/reference-kernels.ts';
import {
  contiguous,
  elementsOf,
  expectElements,
  filledShapes,
  type Layout,
  laidOut,
  layouts,
} from './reference-views.ts';

const kernels = new ReferenceKernels();
const numbers = fc.array(fc.double({ min: -9, max: 9, noNaN: true }), {
  minLength: 1,
  maxLength: 37,
});
const cases = fc.record({
  shape: filledShapes,
  axes: fc.integer({ min: 1, max: 4 }),
  layouts: fc.array(layouts, { minLength: 4, maxLength: 4 }),
  values: fc.array(numbers, { minLength: 4, maxLength: 4 }),
  eps: fc.constantFrom(1e-5, 0.1, 1),
});

interface Given {
  readonly shape: readonly number[];
  readonly axes: number;
  readonly layouts: readonly Layout[];
  readonly values: readonly (readonly number[])[];
}

/** Gradient, input, weight and bias, and the sizes of the samples. */
function inputsOf({ shape, axes, layouts, values }: Given) {
  const inner = shape.slice(-axes);
  const shapes = [shape, shape, inner, inner];
  const views = shapes.map((each, i) => laidOut('float64', each, layouts[i]!, values[i]!));
  const columns = inner.reduce((product, size) => product * size, 1);
  return { views, inner, columns };
}

/** The samples. */
function rowsOf(view: ArrayView, columns: number): number[][] {
  const all = elementsOf(view);
  return Array.from({ length: all.length / columns }, (_, i) =>
    all.slice(i * columns, (i + 1) * columns),
  );
}

const mean = (row: readonly number[]): number => row.reduce((sum, x) => sum + x, 0) / row.length;

/** By E[x²] - E[x]², which the kernels don't use. */
function normalized(row: readonly number[], eps: number): number[] {
  const variance = mean(row.map((x) => x * x)) - mean(row) ** 2;
  return row.map((x) => (x - mean(row)) / Math.sqrt(variance + eps));
}

function expectNear(actual: readonly number[], expected: readonly number[]): void {
  const scale = Math.max(1, ...expected.map(Math.abs));
  for (const [i, x] of expected.entries()) {
    expect(Math.abs(actual[i]! - x) / scale).toBeLessThan(1e-9);
  }
}

test('layerNorm: the closed form, for any strides and axes', () => {
  fc.assert(
    fc.property(cases, ({ eps, ...given }) => {
      const { views, columns } = inputsOf(given);
      const [, x, weight, bias] = views;
      const output = contiguous('float64', given.shape);
      kernels.layerNorm(x!, weight!, bias!, eps, output);
      const [w, b] = [elementsOf(weight!), elementsOf(bias!)];
      const expected = rowsOf(x!, columns).flatMap((row) =>
        normalized(row, eps).map((n, i) => n * w[i]! + b[i]!),
      );
      expectNear(elementsOf(output), expected);
    }),
  );
});

test('layerNormGrad: differences of layerNorm along a direction', () => {
  fc.assert(
    fc.property(cases, numbers, ({ eps, ...given }, steps) => {
      const { views, inner } = inputsOf(given);
      const [g, ...at] = views;
      const [toInput, toParameters] = [
        contiguous('float64', given.shape),
        contiguous('float64', [2, ...inner]),
      ];
      kernels.layerNormGrad(g!, at[0]!, at[1]!, eps, toInput, toParameters);
      const gradients = [...elementsOf(toInput), ...elementsOf(toParameters)];
      const direction = gradients.map((_, i) => steps[i % steps.length]! / 9);
      const h = 1e-6;
      /** Σ g layerNorm, a way along the direction. */
      const value = (way: number): number => {
        let used = 0;
        const [x, w, b] = at.map((view) => {
          const moved = elementsOf(view).map((value) => value + way * direction[used++]!);
          return contiguous('float64', view.shape, moved);
        });
        const output = contiguous('float64', given.shape);
        kernels.layerNorm(x!, w!, b!, eps, output);
        const y = elementsOf(output);
        return elementsOf(g!).reduce((sum, value, i) => sum + value * y[i]!, 0);
      };
      const slope = (value(h) - value(-h)) / (2 * h);
      const expected = gradients.reduce((sum, value, i) => sum + value * direction[i]!, 0);
      const size = gradients.reduce((sum, value) => sum + Math.abs(value), 0);
      // Of x a direction can be curved by 1 / eps.
      expect(Math.abs(slope - expected)).toBeLessThan(1e-4 * (1 + size));
    }),
  );
});

test('a constant sample gives the bias, one element too; no samples give zeros', () => {
  const x = contiguous('float64', [2, 3], [5, 5, 5, -7, -7, -7]);
  const [w, b] = [contiguous('float64', [3], [1, 2, 3]), contiguous('float64', [3], [4, 5, 6])];
  const output = contiguous('float64', [2, 3]);
  kernels.layerNorm(x, w, b, 1e-5, output);
  expectElements(output, [4, 5, 6, 4, 5, 6]);
  const none = contiguous('float64', [0, 3]);
  const sums = contiguous('float64', [2, 3], [1, 1, 1, 1, 1, 1]);
  kernels.layerNormGrad(none, none, w, 1e-5, none, sums);
  expectElements(sums, [0, 0, 0, 0, 0, 0]);
});

test('NaN and the infinities make their sample NaN, and no other', () => {
  const x = contiguous('float64', [3, 2], [Number.NaN, 1, Number.POSITIVE_INFINITY, 1, 1, 3]);
  const [w, b] = [contiguous('float64', [2], [1, 1]), contiguous('float64', [2], [0, 0])];
  const output = contiguous('float64', [3, 2]);
  kernels.layerNorm(x, w, b, 0, output);
  expectElements(output, [Number.NaN, Number.NaN, Number.NaN, Number.NaN, -1, 1]);
});
