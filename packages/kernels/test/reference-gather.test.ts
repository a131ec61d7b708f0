import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ReferenceKernels } from '../src/reference/reference-kernels.ts';
import {
  contiguous,
  distinctLayouts,
  dtypes,
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

/** Along one axis, a tensor's shape beside the shape of the index. */
const cases = fc
  .record({
    indexed: fc.array(fc.nat(4), { minLength: 1, maxLength: 4 }),
    pick: fc.nat(3),
    size: fc.integer({ min: 1, max: 5 }),
  })
  .map(({ indexed, pick, size }) => {
    const axis = pick % indexed.length;
    return { axis, indexed, shape: indexed.with(axis, size), size };
  });
const picks = fc.array(fc.nat(), { minLength: 1, maxLength: 17 });

test('gather: the element whose index along the axis is looked up', () => {
  fc.assert(
    fc.property(
      dtypes,
      cases,
      picks,
      layouts,
      layouts,
      integers,
      (dtype, which, picks, a, b, values) => {
        const { axis, indexed, shape, size } = which;
        const input = laidOut(dtype, shape, a, values);
        const index = laidOut(
          'int32',
          indexed,
          b,
          picks.map((pick) => pick % size),
        );
        const output = contiguous(dtype, indexed);
        kernels.gather(input, axis, index, output);
        const expected = indicesOf(indexed).map((at) =>
          valueAt(input, at.with(axis, valueAt(index, at))),
        );
        expectElements(output, expected);
      },
    ),
    { numRuns: 300 },
  );
});

test.each(['float32', 'float64', 'int32'] as const)(
  'scatterAdd, %s: adds where the index says',
  (dtype) => {
    fc.assert(
      fc.property(
        cases,
        picks,
        layouts,
        layouts,
        distinctLayouts,
        integers,
        (which, picks, a, b, c, values) => {
          const { axis, indexed, shape, size } = which;
          const source = laidOut(dtype, indexed, a, values);
          const index = laidOut(
            'int32',
            indexed,
            b,
            picks.map((pick) => pick % size),
          );
          const output = laidOut(dtype, shape, c, [100, 200, 300]);
          const expected = indicesOf(shape).map((at) => {
            const line = indexed[axis]!;
            const partners = Array.from({ length: line }, (_, i) => at.with(axis, i));
            const added = partners.filter((partner) => valueAt(index, partner) === at[axis]);
            return added.reduce(
              (sum, partner) => sum + valueAt(source, partner),
              valueAt(output, at),
            );
          });
          kernels.scatterAdd(source, axis, index, output);
          expect(elementsOf(output)).toEqual(expected.map((value) => stored(dtype, value)));
        },
      ),
      { numRuns: 200 },
    );
  },
);

test('an index that is smaller than the input beside the axis', () => {
  const input = contiguous('float64', [2, 3], [1, 2, 3, 4, 5, 6]);
  const output = contiguous('float64', [1, 2]);
  kernels.gather(input, 1, contiguous('int32', [1, 2], [2, 0]), output);
  expectElements(output, [3, 1]);
});

test('rows of a table: an index that is repeated by stride 0', () => {
  const table = contiguous('float32', [3, 2], [0, 1, 10, 11, 20, 21]);
  const index = { ...contiguous('int32', [2], [2, 0]), shape: [2, 2], strides: [1, 0] };
  const output = contiguous('float32', [2, 2]);
  kernels.gather(table, 0, index, output);
  expectElements(output, [20, 21, 0, 1]);
});

test('scatterAdd adds to what is there, in index order', () => {
  // 2^24 + 1 is rounded back to 2^24 in float32, so the order of the sums shows.
  const index = contiguous('int32', [3], [1, 1, 1]);
  const output = contiguous('float32', [2], [5, 0]);
  kernels.scatterAdd(contiguous('float32', [3], [2 ** 24, 1, -(2 ** 24)]), 0, index, output);
  expectElements(output, [5, 0]);
  kernels.scatterAdd(contiguous('float32', [3], [2 ** 24, -(2 ** 24), 1]), 0, index, output);
  expectElements(output, [5, 1]);
});

test('scatterAdd undoes what gather spread: Σ gather(x) · y = Σ x · scatterAdd(y)', () => {
  const x = contiguous('float64', [4], [1, 2, 3, 4]);
  const y = contiguous('float64', [6], [5, 6, 7, 8, 9, 10]);
  const index = contiguous('int32', [6], [3, 0, 0, 2, 3, 3]);
  const [gathered, scattered] = [
    contiguous('float64', [6]),
    contiguous('float64', [4], [0, 0, 0, 0]),
  ];
  kernels.gather(x, 0, index, gathered);
  kernels.scatterAdd(y, 0, index, scattered);
  const dot = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  expect(dot(elementsOf(gathered), elementsOf(y))).toBe(dot(elementsOf(x), elementsOf(scattered)));
});

test('NaN of other elements stays where it is', () => {
  const output = contiguous('float64', [2], [Number.NaN, 1]);
  kernels.scatterAdd(contiguous('float64', [1], [2]), 0, contiguous('int32', [1], [1]), output);
  expectElements(output, [Number.NaN, 3]);
});

describe.each([7, 5, -1])('index %d of an axis of size 5', (wrong) => {
  const index = contiguous('int32', [2, 2], [0, 4, 0, wrong]);
  const large = contiguous('float64', [2, 5], new Array(10).fill(0));
  const small = contiguous('float64', [2, 2], [0, 0, 0, 0]);

  test('gather refuses it', () => {
    const message = `gather: index ${wrong} at [1, 1] is out of range for axis 1 of size 5`;
    expect(() => kernels.gather(large, 1, index, small)).toThrow(new RangeError(message));
  });

  test('scatterAdd refuses it', () => {
    const message = `scatterAdd: index ${wrong} at [1, 1] is out of range for axis 1 of size 5`;
    expect(() => kernels.scatterAdd(small, 1, index, large)).toThrow(new RangeError(message));
  });
});
