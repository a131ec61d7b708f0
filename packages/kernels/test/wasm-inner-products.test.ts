import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ArrayView, elementCount } from '../src/array-view.ts';
import { createEngine } from '../src/create-engine.ts';
import { type InnerProducts, innerProductCounts } from '../src/kernels.ts';
import { Desk } from './desk.ts';
import {
  anyValues,
  expectClose,
  integersAndSpecials,
  type Layout,
  layouts,
  modes,
  plain,
  reference,
  shapes,
  TestBench,
} from './wasm-views.ts';

const forms = ['square', 'pair', 'change'] as const;

function inputsOf<T>(form: InnerProducts, x: T, y: T): T[] {
  return form === 'square' ? [x] : [x, y];
}

describe.each(modes)('in mode %s', (mode) => {
  const bench = new TestBench(mode);

  function compute(
    form: InnerProducts,
    shape: readonly number[],
    layouts: readonly [Layout, Layout],
    values: readonly [readonly number[], readonly number[]],
  ): { actual: ArrayView; expected: ArrayView } {
    bench.reset();
    const [x, y] = [0, 1].map((i) => bench.view('float32', shape, layouts[i]!, values[i]!));
    const results = bench.results('float64', [innerProductCounts[form]]);
    const inputs = inputsOf(form, x!, y!);
    bench.kernels.innerProducts(form, inputs, results.actual);
    reference.innerProducts(form, inputs, results.expected);
    return results;
  }

  describe.each(forms)('%s', (form) => {
    test('is exactly that of the reference where all sums are exact', () => {
      fc.assert(
        fc.property(
          shapes,
          layouts,
          layouts,
          integersAndSpecials,
          integersAndSpecials,
          (shape, xLayout, yLayout, xs, ys) => {
            const { actual, expected } = compute(form, shape, [xLayout, yLayout], [xs, ys]);
            expectClose(actual, expected);
          },
        ),
        { numRuns: 300 },
      );
    });

    test('is that of the reference but for the order of float64 additions', () => {
      const finite = anyValues.map((values) => values.map((x) => (Number.isFinite(x) ? x : 0.5)));
      fc.assert(
        fc.property(shapes, layouts, finite, finite, (shape, layout, xs, ys) => {
          const { actual, expected } = compute(form, shape, [layout, plain], [xs, ys]);
          // Of a mixed sum that cancels nothing is left: its scale is that of what it is made of.
          const [first, second, third] = expected.data;
          const scales = [first!, second!, Math.sqrt(first! * second!)];
          const results = [first, second, third].slice(0, innerProductCounts[form]);
          for (const [i, value] of results.entries()) {
            const error = Math.abs(actual.data[actual.offset + i]! - value!);
            // Each of two sums is off by half a unit in the last place an addition at most.
            expect(error).toBeLessThanOrEqual(elementCount(shape) * 2 ** -52 * scales[i]!);
          }
        }),
      );
    });

    test.each([2 ** 15, 2 ** 15 + 1, 100_003])('of %i elements', (size) => {
      const values = Array.from({ length: 997 }, (_, i) => (i % 41) - 20);
      values[500] = size === 100_003 ? Number.NEGATIVE_INFINITY : 7;
      const transposed = { ...plain, order: [0, 1, 2, 3] };
      for (const layout of [plain, transposed, { ...plain, gap: 2 }]) {
        const shape = layout === transposed ? [Math.floor(size / 7), 7] : [size];
        const { actual, expected } = compute(form, shape, [layout, layout], [values, [1, -2, 3]]);
        expectClose(actual, expected);
      }
    });
  });

  test('squares beyond the range of float32 keep their digits', () => {
    for (const value of [1e-45, 1e-30, 1e30, 3e38]) {
      const { actual } = compute('square', [1000], [plain, plain], [[value], []]);
      const square = Math.fround(value) ** 2;
      expect(actual.data[actual.offset]! / square).toBeCloseTo(1000, 9);
      expect(actual.data[actual.offset + 1]).toBe(0);
    }
  });

  test('zeroSlices is that of the reference', () => {
    const mostlyZeros = fc.array(
      fc.oneof(
        { weight: 9, arbitrary: fc.constantFrom(0, -0) },
        { weight: 1, arbitrary: fc.constantFrom(1, -1e-45, Number.NaN, Number.POSITIVE_INFINITY) },
      ),
      { minLength: 1, maxLength: 37 },
    );
    fc.assert(
      fc.property(shapes, fc.nat(3), layouts, mostlyZeros, (shape, pick, layout, values) => {
        fc.pre(shape.length > 0);
        bench.reset();
        const input = bench.view('float32', shape, layout, values);
        const { actual, expected } = bench.results('float64', [1]);
        bench.kernels.zeroSlices(input, pick % shape.length, actual);
        reference.zeroSlices(input, pick % shape.length, expected);
        expectClose(actual, expected);
      }),
    );
  });

  test('a change in the last digit of a few numbers is seen', () => {
    const next = 1 + 2 ** -23;
    const ones = Array.from({ length: 4096 }, () => 1);
    const { actual } = compute('change', [4096], [plain, plain], [ones.with(77, next), ones]);
    expect(Array.from(actual.data.slice(actual.offset, actual.offset + 2))).toEqual([
      2 ** -46,
      4096,
    ]);
  });
});

test.each(['wasm', 'reference'] as const)(
  'engine %s: what is pending is computed first',
  (name) => {
    const engine = createEngine({ name, threads: 1 });
    const desk = new Desk(engine);
    const [x, y] = [desk.floats([2, 3], [1, 2, 3]), desk.floats([2, 3], [0, -1, 0])];
    const shape = [2, 3];
    const positive = desk.op('mul', [desk.op('add', [x, y], shape), 1], shape);
    const sums = engine.adopt('float64', Float64Array.of(7, 7, 7, 7, 7), 'test');
    const at = (offset: number, length: number) => ({
      buffer: sums,
      shape: [length],
      strides: [1],
      offset,
    });
    // 1, 1, 3 twice, and 0, -1, 0.
    engine.innerProducts('pair', [positive, y], at(1, 3));
    engine.zeroSlices(desk.op('mul', [y, 2], shape), 1, at(4, 1));
    expect(Array.from(engine.readSync(at(0, 5)))).toEqual([7, 22, 2, -2, 2]);
  },
);
