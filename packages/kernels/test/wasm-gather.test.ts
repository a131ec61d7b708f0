import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { elementCount } from '../src/array-view.ts';
import {
  anyValues,
  distinctLayouts,
  expectClose,
  type Layout,
  layouts,
  modes,
  plain,
  reference,
  shapes,
  sizes,
  TestBench,
} from './wasm-views.ts';

/** The shape of an index, and along one axis the size of what it points into. */
const cases = fc
  .record({
    indexed: shapes.filter((shape) => shape.length > 0),
    pick: fc.nat(3),
    size: sizes.filter((size) => size > 0),
  })
  .map(({ indexed, pick, size }) => {
    const axis = pick % indexed.length;
    return { axis, indexed, shape: indexed.with(axis, size), size };
  })
  .filter(({ shape }) => elementCount(shape) <= 20_000);
const picks = fc.array(fc.nat(), { minLength: 1, maxLength: 17 });
/** An index of one number a row among them: what an embedding looks up with. */
const indexLayouts: fc.Arbitrary<Layout> = fc.oneof(
  layouts,
  fc.constant({ ...plain, repeated: [false, true, false, false] }),
);

describe.each(modes)('in mode %s', (mode) => {
  const bench = new TestBench(mode);

  test.each(['float32', 'int32', 'float64', 'bool'] as const)(
    'gather of %s is what the reference kernel gives',
    (dtype) => {
      const check = fc.property(
        cases,
        picks,
        layouts,
        indexLayouts,
        anyValues,
        ({ axis, indexed, shape, size }, picks, a, b, values) => {
          bench.reset();
          const wrapped = picks.map((pick) => pick % size);
          const input = bench.view(dtype, shape, a, values);
          const index = bench.view('int32', indexed, b, wrapped);
          const { actual, expected } = bench.results(dtype, indexed);
          bench.kernels.gather(input, axis, index, actual);
          reference.gather(input, axis, index, expected);
          expectClose(actual, expected);
        },
      );
      fc.assert(check, { numRuns: 200 });
    },
  );

  test.each(['float32', 'int32'] as const)(
    'scatterAdd of %s has the same bits as the reference kernel: it adds in the same order',
    (dtype) => {
      const check = fc.property(
        cases,
        picks,
        layouts,
        indexLayouts,
        distinctLayouts,
        anyValues,
        ({ axis, indexed, shape, size }, picks, a, b, c, values) => {
          const results = [bench.kernels, reference].map((kernels) => {
            bench.reset();
            const wrapped = picks.map((pick) => pick % size);
            const source = bench.view(dtype, indexed, a, values);
            const index = bench.view('int32', indexed, b, wrapped);
            const output = bench.view(dtype, shape, c, [1.5, -2, 0.1]);
            kernels.scatterAdd(source, axis, index, output);
            return bench.snapshot(output);
          });
          expect(results[0]).toEqual(results[1]);
        },
      );
      fc.assert(check, { numRuns: 200 });
    },
  );

  test('rows of a table larger than what a thread takes at once', () => {
    bench.reset();
    const table = bench.view('float32', [37, 67], plain, [1.5, -2, 0.25, 8, 3]);
    const rows = { ...plain, repeated: [false, true] };
    const index = bench.view('int32', [1000, 67], rows, [3, 36, 0, 3, 12, 7]);
    const { actual, expected } = bench.results('float32', [1000, 67]);
    bench.kernels.gather(table, 0, index, actual);
    reference.gather(table, 0, index, expected);
    expectClose(actual, expected);

    const sums = bench.results('float32', [37, 67]);
    sums.expected.data.fill(7);
    bench.kernels.scatterAdd(actual, 0, index, sums.actual);
    reference.scatterAdd(expected, 0, index, sums.expected);
    expectClose(sums.actual, sums.expected);
  });

  test.each([7, 5, -1, -(2 ** 31)])('refuses index %d of an axis of size 5', (wrong) => {
    bench.reset();
    const index = bench.view('int32', [2, 3], plain, [0, 4, 1, 2, wrong, 0]);
    const large = bench.view('float32', [2, 5], plain, [1, 2, 3]);
    const small = bench.view('float32', [2, 3], plain, [9]);
    const guard = bench.view('float32', [8], plain, [77]);
    const message = `index ${wrong} at [1, 1] is out of range for axis 1 of size 5`;
    expect(() => bench.kernels.gather(large, 1, index, small)).toThrow(
      new RangeError(`gather: ${message}`),
    );
    expect(() => bench.kernels.scatterAdd(small, 1, index, large)).toThrow(
      new RangeError(`scatterAdd: ${message}`),
    );
    expect(bench.snapshot(guard)).toEqual(new Array(8).fill(77));
  });
});
