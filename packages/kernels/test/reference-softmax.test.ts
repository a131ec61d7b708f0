import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ReferenceKernels } from '../src/reference/reference-kernels.ts';
import {
  contiguous,
  elementsOf,
  expectElements,
  filledShapes,
  indicesOf,
  laidOut,
  layouts,
  valueAt,
} from './reference-views.ts';

const kernels = new ReferenceKernels();
const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

function softmax(values: readonly number[]): number[] {
  const output = contiguous('float64', [values.length]);
  kernels.softmax('softmax', contiguous('float64', [values.length], values), output);
  return elementsOf(output);
}

function logSoftmax(values: readonly number[]): number[] {
  const output = contiguous('float64', [values.length]);
  kernels.softmax('logSoftmax', contiguous('float64', [values.length], values), output);
  return elementsOf(output);
}

test.each([
  ['float32', 6],
  ['float64', 12],
] as const)('%s: e^x over the sum of e^x, for any strides', (dtype, digits) => {
  const values = fc.array(fc.integer({ min: -8, max: 8 }), { minLength: 1, maxLength: 37 });
  fc.assert(
    fc.property(filledShapes, layouts, values, (shape, layout, values) => {
      const input = laidOut(dtype, shape, layout, values);
      const [plain, log] = [contiguous(dtype, shape), contiguous(dtype, shape)];
      kernels.softmax('softmax', input, plain);
      kernels.softmax('logSoftmax', input, log);
      for (const index of indicesOf(shape)) {
        const row = Array.from({ length: shape.at(-1)! }, (_, i) => index.with(-1, i));
        const sum = row.reduce((sum, at) => sum + Math.exp(valueAt(input, at)), 0);
        const expected = Math.exp(valueAt(input, index)) / sum;
        expect(valueAt(plain, index)).toBeCloseTo(expected, digits);
        expect(valueAt(log, index)).toBeCloseTo(Math.log(expected), digits - 1);
      }
    }),
  );
});

describe('extremes', () => {
  test('large numbers do not overflow, a shift changes nothing', () => {
    expect(softmax([1000, 1000])).toEqual([0.5, 0.5]);
    expect(softmax([1e4 + 1, 1e4 + 3])).toEqual(softmax([1, 3]));
    expect(logSoftmax([1e4 + 1, 1e4 + 3])).toEqual(logSoftmax([1, 3]));
  });

  test('the logarithm is right where softmax is 0', () => {
    expect(softmax([0, -2000])).toEqual([1, 0]);
    expect(logSoftmax([0, -2000])).toEqual([0, -2000]);
  });

  test('-Infinity masks', () => {
    expect(softmax([-inf, 0, 0])).toEqual([0, 0.5, 0.5]);
    expect(logSoftmax([-inf, 0])).toEqual([-inf, 0]);
  });

  test('a row of -Infinity, with +Infinity or NaN is NaN, as in PyTorch', () => {
    expect(softmax([-inf, -inf])).toEqual([nan, nan]);
    expect(logSoftmax([-inf, -inf])).toEqual([nan, nan]);
    expect(softmax([inf, 0])).toEqual([nan, nan]);
    expect(softmax([nan, 0])).toEqual([nan, nan]);
    expect(logSoftmax([0, nan])).toEqual([nan, nan]);
  });

  test('empty', () => {
    for (const shape of [[0], [0, 3], [3, 0]]) {
      const output = contiguous('float64', shape);
      kernels.softmax('softmax', contiguous('float64', shape), output);
      expectElements(output, []);
    }
  });

  test('may overwrite its input', () => {
    const x = contiguous('float64', [2, 2], [0, 0, 5, 5]);
    kernels.softmax('softmax', x, x);
    expectElements(x, [0.5, 0.5, 0.5, 0.5]);
  });
});
