import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ReferenceKernels } from '../src/reference/reference-kernels.ts';
import {
  contiguous,
  elementsOf,
  expectElements,
  indicesOf,
  integers,
  laidOut,
  layouts,
  stored,
  valueAt,
} from './reference-views.ts';

const kernels = new ReferenceKernels();
const size = fc.nat(5);

test.each(['float32', 'float64', 'int32'] as const)(
  '%s: every element is a row times a column, for any strides',
  (dtype) => {
    const batches = fc.array(fc.nat(3), { maxLength: 2 });
    const operand = fc.record({ layout: layouts, values: integers });
    fc.assert(
      fc.property(batches, size, size, size, operand, operand, (batch, m, k, n, left, right) => {
        const a = laidOut(dtype, [...batch, m, k], left.layout, left.values);
        const b = laidOut(dtype, [...batch, k, n], right.layout, right.values);
        const output = contiguous(dtype, [...batch, m, n]);
        const expected = indicesOf(output.shape).map((index) => {
          const at = index.slice(0, -2);
          const [row = 0, column = 0] = index.slice(-2);
          const products = Array.from(
            { length: k },
            (_, p) => valueAt(a, [...at, row, p]) * valueAt(b, [...at, p, column]),
          );
          return stored(
            dtype,
            products.reduce((sum, product) => sum + product, 0),
          );
        });
        kernels.matmul(a, b, output);
        expectElements(output, expected);
      }),
      { numRuns: 200 },
    );
  },
);

test('(AB)ᵀ = BᵀAᵀ, with transposes that are only strides', () => {
  const transposed = (rows: number, columns: number, values: number[]) => ({
    ...contiguous('float64', [rows, columns], values),
    shape: [columns, rows],
    strides: [1, columns],
  });
  const [a, b] = [
    [1, 2, 3, 4, 5, 6],
    [7, 8, 9, 10, 11, 12],
  ];
  const product = contiguous('float64', [2, 2]);
  kernels.matmul(contiguous('float64', [2, 3], a), contiguous('float64', [3, 2], b), product);
  expectElements(product, [58, 64, 139, 154]);
  kernels.matmul(transposed(3, 2, b), transposed(2, 3, a), product);
  expectElements(product, [58, 139, 64, 154]);
});

test('one matrix is multiplied with a batch: stride 0', () => {
  const a = { ...contiguous('float64', [1, 2], [1, 10]), shape: [3, 1, 2], strides: [0, 2, 1] };
  const output = contiguous('float64', [3, 1, 1]);
  kernels.matmul(a, contiguous('float64', [3, 2, 1], [1, 2, 3, 4, 5, 6]), output);
  expectElements(output, [21, 43, 65]);
});

test('without inner elements the product is zero', () => {
  const output = contiguous('float64', [2, 2], [1, 2, 3, 4]);
  kernels.matmul(contiguous('float64', [2, 0]), contiguous('float64', [0, 2]), output);
  expectElements(output, [0, 0, 0, 0]);
});

test('float32 is summed in float64', () => {
  const output = contiguous('float32', [1, 1]);
  const row = contiguous('float32', [1, 3], [2 ** 24, 1, -(2 ** 24)]);
  kernels.matmul(row, contiguous('float32', [3, 1], [1, 1, 1]), output);
  expectElements(output, [1]);
});

test('0 times NaN or infinity is NaN: no zero is skipped', () => {
  const output = contiguous('float32', [1, 2]);
  const b = contiguous('float32', [2, 2], [Number.NaN, Number.POSITIVE_INFINITY, 1, 1]);
  kernels.matmul(contiguous('float32', [1, 2], [0, 1]), b, output);
  expect(elementsOf(output)).toEqual([Number.NaN, Number.NaN]);
});
