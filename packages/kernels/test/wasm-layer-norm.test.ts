import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ArrayView, elementCount } from '../src/array-view.ts';
import { layouts, modes, plain, reference, sizes, TestBench } from './wasm-views.ts';

const value = fc.oneof(
  { weight: 60, arbitrary: fc.float({ min: -10, max: 10, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Infinity, -Infinity) },
);
const finite = fc.float({ min: -10, max: 10, noNaN: true });
const cases = fc.record({
  outer: fc.array(sizes, { maxLength: 2 }),
  inner: fc.array(
    sizes.filter((size) => size > 0),
    { minLength: 1, maxLength: 2 },
  ),
  eps: fc.constantFrom(1e-5, 1e-3, 0.5),
  mean: fc.constantFrom(0, 0, 100),
  x: fc.array(value, { minLength: 1, maxLength: 97 }),
  g: fc.array(value, { minLength: 1, maxLength: 97 }),
  w: fc.array(finite, { minLength: 1, maxLength: 37 }),
  b: fc.array(finite, { minLength: 1, maxLength: 37 }),
  layouts: fc.tuple(layouts, layouts, layouts, layouts),
});
const cheap = cases.filter(({ outer, inner }) => elementCount([...outer, ...inner]) <= 20_000);

const roundoff = 2 ** -24;

/**
 * By how much of the largest element results differ. What is NaN or infinite has to be one of them:
 * an infinite gradient times a difference of almost 0 is either.
 */
function difference(actual: ArrayView, expected: ArrayView): number {
  const y = Array.from(expected.data.subarray(0, elementCount(expected.shape)));
  const scale = Math.max(1, ...y.filter(Number.isFinite).map(Math.abs));
  let largest = 0;
  for (const [i, value] of y.entries()) {
    const x = actual.data[actual.offset + i]!;
    if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(x - value) / scale);
    else expect(x).not.toSatisfy(Number.isFinite);
  }
  return largest;
}

describe.each(modes)('in mode %s', (mode) => {
  const bench = new TestBench(mode);

  test('layerNorm and layerNormGrad are those of the reference', () => {
    fc.assert(
      fc.property(cheap, ({ outer, inner, eps, mean, layouts: [a, b, c, d], ...values }) => {
        bench.reset();
        const shape = [...outer, ...inner];
        const moved = values.x.map((value) => value + mean);
        const x = bench.view('float32', shape, a, moved);
        const w = bench.view('float32', inner, b, values.w);
        const shift = bench.view('float32', inner, c, values.b);
        const g = bench.view('float32', shape, d, values.g);
        const y = bench.results('float32', shape);
        bench.kernels.layerNorm(x, w, shift, eps, y.actual);
        reference.layerNorm(x, w, shift, eps, y.expected);
        expect(difference(y.actual, y.expected)).toBeLessThan(16 * roundoff);
        const to = bench.results('float32', shape);
        const sums = bench.results('float32', [2, ...inner]);
        bench.kernels.layerNormGrad(g, x, w, eps, to.actual, sums.actual);
        reference.layerNormGrad(g, x, w, eps, to.expected, sums.expected);
        // Where h - mean(h) - n mean(h n) cancels, what is left of it is as large times 1/√eps. One ulp
        // of an h up to 100 is 128 roundoffs.
        const limit = (128 * roundoff) / Math.sqrt(eps);
        expect(difference(to.actual, to.expected)).toBeLessThan(limit);
        // Gradients are up to 10, and many rows' may cancel.
        const ofSum = 10 * roundoff * (16 + elementCount(outer));
        expect(difference(sums.actual, sums.expected)).toBeLessThan(ofSum);
      }),
      { numRuns: 150 },
    );
  });

  test('a mean of 10,000 standard deviations costs no digits', () => {
    bench.reset();
    const [shape, inner] = [[9, 771], [771]];
    const values = Array.from({ length: 997 }, (_, i) => 10_000 + Math.sin(i * i));
    const x = bench.view('float32', shape, plain, values);
    const [w, b] = [
      bench.view('float32', inner, plain, [1]),
      bench.view('float32', inner, plain, [0]),
    ];
    const g = bench.view(
      'float32',
      shape,
      plain,
      values.map((_, i) => Math.cos(i)),
    );
    const y = bench.results('float32', shape);
    bench.kernels.layerNorm(x, w, b, 1e-5, y.actual);
    reference.layerNorm(x, w, b, 1e-5, y.expected);
    expect(difference(y.actual, y.expected)).toBeLessThan(8 * roundoff);
    const [to, sums] = [bench.results('float32', shape), bench.results('float32', [2, ...inner])];
    bench.kernels.layerNormGrad(g, x, w, 1e-5, to.actual, sums.actual);
    reference.layerNormGrad(g, x, w, 1e-5, to.expected, sums.expected);
    for (const { actual, expected } of [to, sums]) {
      expect(difference(actual, expected)).toBeLessThan(8 * roundoff);
    }
  });

  test('writes nothing beside its results', () => {
    bench.reset();
    new Float32Array(bench.memory.buffer, 0, 2 ** 14).fill(7);
    const x = bench.view('float32', [37, 21], plain, [1, 2, 4]);
    const parameter = bench.view('float32', [21], plain, [1]);
    const space = { ...plain, padding: 5 };
    const [y, to] = [1, 2].map(() => bench.view('float32', [37 * 21], space, [7]));
    const sums = bench.view('float32', [42], space, [7]);
    const end = bench.view('float32', [64], plain, [7]);
    const flat = (view: ArrayView, shape: number[], strides: number[]) => ({
      ...view,
      shape,
      strides,
    });
    bench.kernels.layerNorm(x, parameter, parameter, 1, flat(y!, [37, 21], [21, 1]));
    const results = [flat(to!, [37, 21], [21, 1]), flat(sums, [2, 21], [21, 1])] as const;
    bench.kernels.layerNormGrad(x, x, parameter, 1, ...results);
    for (const { data, offset, shape } of [y!, to!, sums]) {
      const after = offset + elementCount(shape);
      expect([...data.slice(offset - 5, offset), ...data.slice(after, after + 5)]).toEqual(
        new Array(10).fill(7),
      );
    }
    expect(end.data.slice(end.offset, end.offset + 64).every((x) => x === 7)).toBe(true);
  });
});
