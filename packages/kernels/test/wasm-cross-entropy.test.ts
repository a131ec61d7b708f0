import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ArrayView, elementCount } from '../src/array-view.ts';
import { layouts, modes, plain, reference, sizes, TestBench } from './wasm-views.ts';

const logit = fc.oneof(
  { weight: 20, arbitrary: fc.float({ min: -100, max: 100, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Infinity, -Infinity) },
);
const cases = fc.record({
  rows: sizes,
  columns: sizes.filter((size) => size > 0),
  picks: fc.array(fc.nat(), { minLength: 1, maxLength: 17 }),
  ignored: fc.constantFrom(null, -100, 0, 3),
  logits: fc.array(logit, { minLength: 1, maxLength: 97 }),
  gradients: fc.array(fc.float({ min: -10, max: 10, noNaN: true }), {
    minLength: 1,
    maxLength: 17,
  }),
});

/** Among the classes, or the one that is ignored. */
function labelsOf(picks: readonly number[], classes: number, ignored: number | null): number[] {
  return picks.map((pick) => (pick % 5 === 0 && ignored !== null ? ignored : pick % classes));
}

const threeLayouts = fc.tuple(layouts, layouts, layouts);

describe.each(modes)('in mode %s', (mode) => {
  const bench = new TestBench(mode);

  /** The exponent's own rounding, up to 200 * 2^-24, is an error of the result. */
  const expectNear = (actual: ArrayView, expected: ArrayView, scale: number): void => {
    for (let i = 0; i < elementCount(expected.shape); i++) {
      const [x, y] = [actual.data[actual.offset + i]!, expected.data[i]!];
      if (Number.isFinite(y)) {
        expect(Math.abs(x - y)).toBeLessThanOrEqual(2e-5 * Math.abs(y) + 1e-6 * scale);
      } else expect(x).toBe(y);
    }
  };

  test('crossEntropy is what the reference kernel gives', () => {
    fc.assert(
      fc.property(cases, threeLayouts, ({ rows, columns, ignored, ...values }, [a, b]) => {
        bench.reset();
        const logits = bench.view('float32', [rows, columns], a, values.logits);
        const picks = labelsOf(values.picks, columns, ignored);
        const labels = bench.view('int32', [rows], b, picks);
        const { actual, expected } = bench.results('float32', [rows]);
        bench.kernels.crossEntropy(logits, labels, ignored, actual);
        reference.crossEntropy(logits, labels, ignored, expected);
        expectNear(actual, expected, 1);
      }),
      { numRuns: 200 },
    );
  });

  test('crossEntropyGrad is what the reference kernel gives', () => {
    fc.assert(
      fc.property(cases, threeLayouts, ({ rows, columns, ignored, ...values }, [a, b, c]) => {
        bench.reset();
        const logits = bench.view('float32', [rows, columns], a, values.logits);
        const picks = labelsOf(values.picks, columns, ignored);
        const labels = bench.view('int32', [rows], b, picks);
        const gradient = bench.view('float32', [rows], c, values.gradients);
        const { actual, expected } = bench.results('float32', [rows, columns]);
        bench.kernels.crossEntropyGrad(logits, labels, ignored, gradient, actual);
        reference.crossEntropyGrad(logits, labels, ignored, gradient, expected);
        expectNear(actual, expected, 10);
      }),
      { numRuns: 200 },
    );
  });

  test.each([3, -1])('label %i is none of 3 classes', (wrong) => {
    bench.reset();
    const logits = bench.view('float32', [2, 3], plain, [1]);
    const labels = bench.view('int32', [2], plain, [0, wrong]);
    const output = bench.view('float32', [2], plain, [7]);
    expect(() => bench.kernels.crossEntropy(logits, labels, -100, output)).toThrow(
      new RangeError(`crossEntropy: label ${wrong} at [1] is none of 3 classes`),
    );
  });
});
