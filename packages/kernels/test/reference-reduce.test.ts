import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ArrayView } from '../src/array-view.ts';
import type { DType } from '../src/dtype.ts';
import type { ReduceOp } from '../src/kernels.ts';
import { ReferenceKernels } from '../src/reference/reference-kernels.ts';
import {
  contiguous,
  elementsOf,
  expectElements,
  filledShapes,
  indicesOf,
  integers,
  integersAndSpecials,
  laidOut,
  layouts,
  shapes,
  stored,
  valueAt,
} from './reference-views.ts';

const kernels = new ReferenceKernels();
const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

/** What each op makes of a list; whole numbers small enough for any order to be exact. */
const ofList: Readonly<Record<ReduceOp, (values: readonly number[]) => number>> = {
  sum: (values) => values.reduce((sum, value) => sum + value, 0),
  prod: (values) => values.reduce((product, value) => product * value, 1),
  max: (values) => (values.some(Number.isNaN) ? nan : values.toSorted((a, b) => a - b).at(-1)!),
  min: (values) => (values.some(Number.isNaN) ? nan : values.toSorted((a, b) => a - b)[0]!),
};

const chosen = fc.array(fc.boolean(), { minLength: 4, maxLength: 4 });

/** The elements that each output reduces, from an index per element instead of nested loops. */
function groupsOf(view: ArrayView, axes: readonly number[]): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  const kept = view.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  for (const index of indicesOf(kept.map((axis) => view.shape[axis]!)))
    groups.set(index.join(), []);
  for (const index of indicesOf(view.shape)) {
    groups.get(kept.map((axis) => index[axis]).join())?.push(valueAt(view, index));
  }
  return groups;
}

describe.each(['sum', 'prod', 'max', 'min'] as const)('%s', (op) => {
  const isExtreme = op === 'max' || op === 'min';

  test.each(['float32', 'float64', 'int32', 'bool'] as const)(
    '%s: any axes of any strides',
    (dtype) => {
      // Products stay exact: of 1 and 2, at most 2^37 different from those in float64.
      const values =
        op === 'prod'
          ? fc.array(fc.constantFrom(1, -1, 2), { minLength: 1, maxLength: 7 })
          : fc.oneof(integers, integersAndSpecials);
      fc.assert(
        fc.property(
          isExtreme ? filledShapes : shapes,
          chosen,
          layouts,
          values,
          (shape, chosen, layout, values) => {
            const input = laidOut(dtype, shape, layout, values);
            const axes = shape.map((_, axis) => axis).filter((axis) => chosen[axis]);
            // Sums of bool are counts: `tensor` asks for them in int32.
            const written: DType = dtype === 'bool' && !isExtreme ? 'int32' : dtype;
            const output = contiguous(
              written,
              shape.filter((_, axis) => !chosen[axis]),
            );
            kernels.reduce(op, input, axes, output);
            const groups = [...groupsOf(input, axes).values()];
            const expected = groups.map((values) => stored(written, ofList[op](values)));
            // The largest of 0 and -0 is either.
            const unsigned = (values: number[]) => values.map((value) => value + 0);
            if (isExtreme) expect(unsigned(elementsOf(output))).toEqual(unsigned(expected));
            else expectElements(output, expected);
          },
        ),
        { numRuns: 60 },
      );
    },
  );

  test('of no axes is a copy', () => {
    const output = contiguous('float64', [2]);
    kernels.reduce(op, contiguous('float64', [2], [nan, -2]), [], output);
    expectElements(output, [nan, -2]);
  });

  test('NaN wins wherever it is', () => {
    const input = contiguous('float32', [3, 2], [nan, 1, 2, nan, -inf, inf]);
    const output = contiguous('float32', [3]);
    kernels.reduce(op, input, [1], output);
    expect(elementsOf(output).slice(0, 2)).toEqual([nan, nan]);
  });
});

test('sums of nothing are 0, products 1', () => {
  const output = contiguous('float64', [2]);
  kernels.reduce('sum', contiguous('float64', [2, 0]), [1], output);
  expectElements(output, [0, 0]);
  kernels.reduce('prod', contiguous('float64', [2, 0]), [1], output);
  expectElements(output, [1, 1]);
});

test.each(['max', 'min'] as const)('the %s of nothing is an error', (op) => {
  const reduce = (shape: number[], axes: number[]) => () => {
    const kept = shape.filter((_, axis) => !axes.includes(axis));
    kernels.reduce(op, contiguous('float64', shape), axes, contiguous('float64', kept));
  };
  expect(reduce([2, 0], [1])).toThrow(new RangeError(`${op}: cannot reduce an empty axis`));
  expect(reduce([0], [0])).toThrow(RangeError);
  expect(reduce([0, 0], [0])).toThrow(RangeError);
  expect(reduce([0, 3], [1])).not.toThrow();
});

test('float32 is summed in float64', () => {
  const input = contiguous('float32', [4], [2 ** 24, 1, 1, -(2 ** 24)]);
  const output = contiguous('float32', []);
  kernels.reduce('sum', input, [0], output);
  expectElements(output, [2]);
});

test('int32 sums wrap around', () => {
  const output = contiguous('int32', []);
  kernels.reduce('sum', contiguous('int32', [2], [2 ** 31 - 1, 2]), [0], output);
  expectElements(output, [-(2 ** 31) + 1]);
});

describe.each(['argmax', 'argmin'] as const)('%s', (op) => {
  const extreme = op === 'argmax' ? ofList.max : ofList.min;

  test.each(['float32', 'float64', 'int32', 'bool'] as const)(
    '%s: the first of the largest or smallest',
    (dtype) => {
      fc.assert(
        fc.property(
          filledShapes,
          fc.nat(3),
          layouts,
          integersAndSpecials,
          (shape, chosen, layout, values) => {
            const axis = chosen % shape.length;
            const input = laidOut(dtype, shape, layout, values);
            const output = contiguous('int32', shape.toSpliced(axis, 1));
            kernels.argReduce(op, input, axis, output);
            const isEqual = (a: number, b: number) =>
              a === b || (Number.isNaN(a) && Number.isNaN(b));
            const expected = [...groupsOf(input, [axis]).values()].map((values) =>
              values.findIndex((value) => isEqual(value, extreme(values))),
            );
            expectElements(output, expected);
          },
        ),
        { numRuns: 60 },
      );
    },
  );

  test('the first NaN wins, as in NumPy', () => {
    const output = contiguous('int32', []);
    kernels.argReduce(op, contiguous('float64', [5], [1, inf, nan, -inf, nan]), 0, output);
    expectElements(output, [2]);
  });

  test('of an empty axis is an error', () => {
    const [input, output] = [contiguous('float64', [2, 0]), contiguous('int32', [2])];
    const message = `${op}: cannot reduce an empty axis`;
    expect(() => kernels.argReduce(op, input, 1, output)).toThrow(new RangeError(message));
  });
});
