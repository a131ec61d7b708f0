import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ReferenceKernels } from '../src/reference/reference-kernels.ts';
import {
  anyValues,
  contiguous,
  distinctLayouts,
  elementsOf,
  indicesOf,
  laidOut,
  layouts,
  shapes,
  stored,
  valueAt,
} from './reference-views.ts';

const kernels = new ReferenceKernels();
const cases = {
  shape: shapes.filter((shape) => shape.length > 0),
  axis: fc.nat(3),
  input: layouts,
  values: anyValues,
  output: distinctLayouts,
};

/** The elements that share all indices but the one along `axis`, for an element at its start. */
function lane(index: readonly number[], axis: number, size: number): number[][] {
  return Array.from({ length: size }, (_, i) => index.with(axis, i));
}

test.each(['ascending', 'descending'] as const)(
  'argSort, %s: every index once, in order, equal elements in their own, NaN the largest',
  (order) => {
    fc.assert(
      fc.property(fc.record(cases), ({ shape, axis: any, input, values, output }) => {
        const axis = any % shape.length;
        const size = shape[axis] ?? 0;
        const x = laidOut('float64', shape, input, values);
        const sorted = laidOut('int32', shape, output, [0]);
        kernels.argSort(x, axis, order, sorted);
        for (const start of indicesOf(shape).filter((index) => index[axis] === 0)) {
          const at = lane(start, axis, size);
          const picks = at.map((index) => valueAt(sorted, index));
          expect(picks.toSorted((a, b) => a - b)).toEqual(picks.map((_, i) => i));
          for (const [i, next] of picks.entries()) {
            const before = picks[i - 1];
            if (before === undefined) continue;
            const pair = [before, next].map((pick) => valueAt(x, at[pick] ?? []));
            const [a = 0, b = 0] = order === 'ascending' ? pair : pair.toReversed();
            const isEqual = a === b || (Number.isNaN(a) && Number.isNaN(b));
            expect(isEqual ? before < next : a < b || Number.isNaN(b)).toBe(true);
          }
        }
      }),
    );
  },
);

const special = [0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324];
const long = {
  float32: fc.float32Array({ minLength: 128, maxLength: 600 }),
  float64: fc.float64Array({ minLength: 128, maxLength: 600 }),
  int32: fc.int32Array({ minLength: 128, maxLength: 600 }),
  bool: fc.uint8Array({ minLength: 128, maxLength: 600, max: 1 }),
};

test.each(['float32', 'float64', 'int32', 'bool'] as const)(
  'argSort of long lanes of %s is the stable sort by comparisons',
  (dtype) => {
    const places = fc.array(fc.tuple(fc.nat(127), fc.constantFrom(...special)), { maxLength: 40 });
    fc.assert(
      fc.property(long[dtype], places, fc.boolean(), (data, specials, isDescending) => {
        for (const [i, value] of specials) data[i] = dtype === 'bool' ? Number(value > 0) : value;
        const compare = (a: number, b: number) =>
          Number.isNaN(a) || Number.isNaN(b)
            ? Number(Number.isNaN(a)) - Number(Number.isNaN(b))
            : Number(a > b) - Number(a < b);
        const expected = Array.from(data.keys()).toSorted(
          (i, j) => compare(data[i] ?? 0, data[j] ?? 0) * (isDescending ? -1 : 1),
        );
        const shape = [data.length];
        const view = { dtype, data, offset: 0, shape, strides: [1] };
        const sorted = { ...view, dtype: 'int32' as const, data: new Int32Array(data.length) };
        kernels.argSort(view, 0, isDescending ? 'descending' : 'ascending', sorted);
        expect([...sorted.data]).toEqual(expected);
      }),
    );
  },
);

test.each(['float32', 'float64', 'int32'] as const)(
  'linearScan of %s is its recurrence along any axis of any views',
  (dtype) => {
    const whole = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 9 });
    const factor = fc.oneof(fc.constant(1), fc.record({ layout: layouts, values: whole }));
    fc.assert(
      fc.property(fc.record({ ...cases, values: whole }), factor, (given, factor) => {
        const { shape, input, values, output } = given;
        const axis = given.axis % shape.length;
        const x = laidOut(dtype, shape, input, values);
        const decay =
          typeof factor === 'number' ? factor : laidOut(dtype, shape, factor.layout, factor.values);
        const result = laidOut(dtype, shape, output, [0]);
        kernels.linearScan(decay, x, axis, result);
        for (const start of indicesOf(shape).filter((index) => index[axis] === 0)) {
          let value = 0;
          for (const index of lane(start, axis, shape[axis] ?? 0)) {
            const by = typeof decay === 'number' ? decay : valueAt(decay, index);
            value = valueAt(x, index) + (index[axis] === 0 ? 0 : by * value);
            expect(valueAt(result, index)).toBe(stored(dtype, value));
          }
        }
      }),
    );
  },
);

test('a sum of float32 is kept in float64 on its way', () => {
  const x = contiguous('float32', [3], [2 ** 24, 1, 1]);
  const output = contiguous('float32', [3]);
  kernels.linearScan(1, x, 0, output);
  expect(elementsOf(output)).toEqual([2 ** 24, 2 ** 24, 2 ** 24 + 2]);
});
