import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { elementCount } from '../src/array-view.ts';
import { layouts, modes, reference, shapes, TestBench } from './wasm-views.ts';

describe.each(modes)('softmax in mode %s', (mode) => {
  const bench = new TestBench(mode);
  const logit = fc.oneof(
    { weight: 20, arbitrary: fc.float({ min: -100, max: 100, noNaN: true }) },
    { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Infinity, -Infinity) },
  );
  const logits = fc.array(logit, { minLength: 1, maxLength: 97 });
  const rows = shapes.filter((shape) => shape.length > 0);

  test.each(['softmax', 'logSoftmax'] as const)('%s is what the reference kernel gives', (op) => {
    fc.assert(
      fc.property(rows, layouts, logits, (shape, layout, values) => {
        bench.reset();
        const input = bench.view('float32', shape, layout, values);
        const { actual, expected } = bench.results('float32', shape);
        bench.kernels.softmax(op, input, actual);
        reference.softmax(op, input, expected);
        for (let i = 0; i < elementCount(shape); i++) {
          const [x, y] = [actual.data[actual.offset + i]!, expected.data[i]!];
          // The exponent's own rounding, up to 200 * 2^-24, is an error of the result.
          if (Number.isFinite(y))
            expect(Math.abs(x - y)).toBeLessThanOrEqual(2e-5 * Math.abs(y) + 1e-6);
          else expect(x).toBe(y);
        }
      }),
    );
  });
});
