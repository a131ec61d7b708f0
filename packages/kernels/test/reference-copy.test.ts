import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DType } from '../src/dtype.ts';
import { ReferenceKernels } from '../src/reference/reference-kernels.ts';
import {
  anyValues,
  contiguous,
  distinctLayouts,
  dtypes,
  elementsOf,
  expectElements,
  laidOut,
  layouts,
  shapes,
  stored,
} from './reference-views.ts';

const kernels = new ReferenceKernels();

test('copies any strides to any strides, of any dtype to any other', () => {
  fc.assert(
    fc.property(
      dtypes,
      dtypes,
      shapes,
      layouts,
      distinctLayouts,
      anyValues,
      (from, to, shape, inputLayout, outputLayout, values) => {
        const input = laidOut(from, shape, inputLayout, values);
        const output = laidOut(to, shape, outputLayout, [1]);
        kernels.copy(input, output);
        const expected = elementsOf(input).map((value) => stored(to, value));
        expect(elementsOf(output)).toEqual(expected);
        const dense = contiguous(to, shape);
        kernels.copy(input, dense);
        expectElements(dense, expected);
      },
    ),
    { numRuns: 500 },
  );
});

test.each<[DType, number[], DType, number[]]>([
  ['float64', [2.9, -2.9, Number.NaN, 2 ** 31], 'int32', [2, -2, 0, -(2 ** 31)]],
  ['float64', [0, -0, 0.1, Number.NaN, -1], 'bool', [0, 0, 1, 1, 1]],
  ['int32', [0, 256, -1], 'bool', [0, 1, 1]],
  ['bool', [0, 1], 'float32', [0, 1]],
  ['float64', [0.1, 1e300], 'float32', [Math.fround(0.1), Number.POSITIVE_INFINITY]],
  ['int32', [2 ** 31 - 1], 'float32', [2 ** 31]],
])('%s %j as %s is %j', (from, values, to, expected) => {
  const output = contiguous(to, [values.length]);
  kernels.copy(contiguous(from, [values.length], values), output);
  expectElements(output, expected);
});

test('writes what the output window covers and nothing else', () => {
  const whole = contiguous('float64', [3, 3], [0, 0, 0, 0, 0, 0, 0, 0, 0]);
  // The middle column.
  const column = { ...whole, offset: whole.offset + 1, shape: [3], strides: [3] };
  kernels.copy(contiguous('float64', [3], [1, 2, 3]), column);
  expectElements(whole, [0, 1, 0, 0, 2, 0, 0, 3, 0]);
});

test('the two views may be in one array', () => {
  const data = Float64Array.of(1, 2, 0, 0);
  const view = { dtype: 'float64', data, offset: 0, shape: [2], strides: [1] } as const;
  kernels.copy(view, { ...view, offset: 3, strides: [-1] });
  expect([...data]).toEqual([1, 2, 2, 1]);
});
