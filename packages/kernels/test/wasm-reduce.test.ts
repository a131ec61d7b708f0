import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { elementCount } from '../src/array-view.ts';
import {
  expectClose,
  integers,
  integersAndSpecials,
  layouts,
  modes,
  plain,
  reference,
  shapes,
  TestBench,
} from './wasm-views.ts';

describe.each(modes)('reduce in mode %s', (mode) => {
  const bench = new TestBench(mode);

  test.each(['sum', 'max', 'min'] as const)('%s is what the reference kernel gives', (op) => {
    const reduced = fc.array(fc.boolean(), { minLength: 4, maxLength: 4 });
    const values = fc.oneof(integers, integersAndSpecials);
    const full = shapes.filter((shape) => elementCount(shape) > 0 || op === 'sum');
    fc.assert(
      fc.property(full, reduced, layouts, values, (shape, reduced, layout, values) => {
        bench.reset();
        const input = bench.view('float32', shape, layout, values);
        const axes = shape.map((_, axis) => axis).filter((axis) => reduced[axis]);
        const { actual, expected } = bench.results(
          'float32',
          shape.filter((_, axis) => !reduced[axis]),
        );
        bench.kernels.reduce(op, input, axes, actual);
        reference.reduce(op, input, axes, expected);
        expectClose(actual, expected, 1);
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    [[1_000_000], [0]],
    [[1_000_000, 3], [0]],
    [[3, 1_000_000], [1]],
  ])('the sum of a million numbers keeps six digits: %j over %j', (shape, axes) => {
    bench.reset();
    const values = Array.from({ length: 997 }, (_, i) => Math.fround(Math.sin(i) ** 2 + 0.01));
    const input = bench.view('float32', shape, plain, values);
    const { actual, expected } = bench.results(
      'float32',
      shape.filter((_, axis) => !axes.includes(axis)),
    );
    bench.kernels.reduce('sum', input, axes, actual);
    reference.reduce('sum', input, axes, expected);
    for (let i = 0; i < elementCount(expected.shape); i++) {
      const error = actual.data[actual.offset + i]! / expected.data[i]! - 1;
      expect(Math.abs(error)).toBeLessThan(1e-6);
    }
  });
});
