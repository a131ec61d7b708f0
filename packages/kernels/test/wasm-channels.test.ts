import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { integers, modes, plain, reference, TestBench } from './wasm-views.ts';

const shapes = fc
  .tuple(
    fc.integer({ min: 1, max: 4 }),
    fc.integer({ min: 1, max: 5 }),
    fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 2 }),
  )
  .map(([images, channels, plane]) => [images, channels, ...plane]);

describe.each(modes)('in mode %s', (mode) => {
  const bench = new TestBench(mode);

  test('channelMoments and channelSums are those of the reference', () => {
    fc.assert(
      fc.property(shapes, integers, integers, fc.boolean(), (shape, xs, gs, isTransposed) => {
        bench.reset();
        const layout = isTransposed ? { ...plain, order: [1, 0, 2, 3] } : plain;
        const x = bench.view('float32', shape, layout, xs);
        const g = bench.view('float32', shape, plain, gs);
        const moments = bench.results('float32', [2, shape[1]!]);
        bench.kernels.channelMoments(x, moments.actual);
        reference.channelMoments(x, moments.expected);
        const sums = bench.results('float32', [2, shape[1]!]);
        bench.kernels.channelSums(g, x, moments.actual, sums.actual);
        reference.channelSums(g, x, moments.actual, sums.expected);
        for (const { actual, expected } of [moments, sums]) {
          const scale = Math.max(1, ...expected.data.map(Math.abs));
          for (const [i, value] of expected.data.entries()) {
            const error = Math.abs(actual.data[actual.offset + i]! - value);
            expect(error / scale).toBeLessThan(1e-5);
          }
        }
      }),
    );
  });

  test('the variance survives a mean that is much larger', () => {
    bench.reset();
    const x = bench.view('float32', [4, 2, 16, 16], plain, [10_000, 10_001, 10_002, 9_999]);
    const { actual } = bench.results('float32', [2, 2]);
    bench.kernels.channelMoments(x, actual);
    const [mean, , variance] = actual.data.subarray(actual.offset);
    expect(mean).toBeCloseTo(10_000.5, 2);
    expect(variance).toBeCloseTo(1.25, 4);
  });
});
