import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ArrayView, contiguousStrides, elementCount } from '../src/array-view.ts';
import { type ConvCase, convCase } from './conv-cases.ts';
import { modes, plain, reference, TestBench } from './wasm-views.ts';

const kernels = [
  ['conv2d', 'input', 'weight', 'output'],
  ['conv2dGradInput', 'output', 'weight', 'input'],
  ['conv2dGradWeight', 'input', 'output', 'weight'],
] as const;

/** What Winograd's tiles are used for: 3x3, stride 1, enough channels. */
const cases = fc
  .record({
    n: fc.integer({ min: 1, max: 5 }),
    inputs: fc.integer({ min: 8, max: 19 }),
    outputs: fc.integer({ min: 8, max: 19 }),
    rows: fc.integer({ min: 3, max: 14 }),
    columns: fc.integer({ min: 3, max: 14 }),
    padding: fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 })),
  })
  .map(({ n, inputs, outputs, rows, columns, padding }) =>
    convCase([n, inputs, rows, columns], [outputs, inputs, 3, 3], { padding }),
  );

/** The worst of 1,200 generated cases was 5.6e-6; a direct convolution stays below 1e-6. */
const bound = 1e-5;

const values = Array.from({ length: 1009 }, (_, i) => Math.fround(Math.sin(i * 1.3)));

/** The float64 elements of a float32 view, contiguous. */
function doubles({ data, offset, shape, strides }: ArrayView): ArrayView {
  const copy = { shape, strides: contiguousStrides(shape), offset: 0 };
  const to = { ...copy, dtype: 'float64' as const, data: new Float64Array(elementCount(shape)) };
  reference.copy({ dtype: 'float32', data, offset, shape, strides }, to);
  return to;
}

describe.each(modes.filter((mode) => mode !== 'scalar'))('in mode %s', (mode) => {
  const bench = new TestBench(mode, { winograd: true });

  describe.each(kernels)('%s', (name, first, second, result) => {
    /**
     * The largest error, as a share of the largest sum of magnitudes |x| |y|: what rounding is
     * bounded by, however much of the result cancels.
     */
    function relativeError(shapes: ConvCase, order: readonly number[] = plain.order): number {
      bench.reset();
      const layout = { ...plain, order };
      const x = bench.view('float32', shapes[first], layout, values);
      const y = bench.view('float32', shapes[second], layout, values.toReversed());
      const { actual } = bench.results('float32', shapes[result]);
      const exact = doubles(actual);
      bench.kernels[name](x, y, shapes.geometry, actual);
      reference[name](doubles(x), doubles(y), shapes.geometry, exact);
      const magnitudes = doubles(actual);
      const [a, b] = [doubles(x), doubles(y)];
      for (const { data } of [a, b]) for (const [i, v] of data.entries()) data[i] = Math.abs(v);
      reference[name](a, b, shapes.geometry, magnitudes);
      let [largest, worst] = [0, 0];
      for (const [i, expected] of exact.data.entries()) {
        largest = Math.max(largest, magnitudes.data[i]!);
        const error = Math.abs(actual.data[actual.offset + i]! - expected);
        // NaN counts as infinitely wrong.
        worst = error <= worst ? worst : Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
      }
      return worst / largest;
    }

    test('is as exact as its algorithm allows, whatever the shapes and strides', () => {
      fc.assert(
        fc.property(cases, fc.constantFrom(plain.order, [1, 0, 2, 3]), (shapes, order) => {
          expect(relativeError(shapes, order)).toBeLessThan(bound);
        }),
        { numRuns: 60 },
      );
    });

    test('crosses the blocks', () => {
      const wide = convCase([2, 70, 33, 18], [130, 70, 3, 3], { padding: [1, 1] });
      expect(relativeError(wide)).toBeLessThan(bound);
      const many = convCase([40, 16, 8, 8], [16, 16, 3, 3], { padding: [1, 1] });
      expect(relativeError(many)).toBeLessThan(bound);
    });
  });

  test('NaN and infinity stay where they are seen', () => {
    bench.reset();
    const shapes = convCase([1, 8, 12, 12], [8, 8, 3, 3], { padding: [1, 1] });
    const x = bench.view('float32', shapes.input, plain, [1]);
    const w = bench.view('float32', shapes.weight, plain, [1]);
    const { actual } = bench.results('float32', shapes.output);
    x.data[x.offset] = Number.NaN;
    bench.kernels.conv2d(x, w, shapes.geometry, actual);
    expect(actual.data[actual.offset]).toBeNaN();
    // A tile sees 6x6 pixels; from the next but one on, nothing is left of it.
    expect(actual.data[actual.offset + 8]).toBeCloseTo(48, 3);
  });
});
