import fc from 'fast-check';
import { describe, test } from 'vitest';
import { elementCount } from '../src/array-view.ts';
import {
  anyValues,
  expectClose,
  integersAndSpecials,
  layouts,
  modes,
  plain,
  reference,
  shapes,
  TestBench,
} from './wasm-views.ts';

describe.each(modes)('in mode %s', (mode) => {
  const bench = new TestBench(mode);

  test.each(['argmax', 'argmin'] as const)('%s is what the reference kernel gives', (op) => {
    const filled = shapes.filter((shape) => shape.length > 0 && elementCount(shape) > 0);
    const values = fc.oneof(anyValues, integersAndSpecials);
    fc.assert(
      fc.property(filled, fc.nat(3), layouts, values, (shape, pick, layout, values) => {
        bench.reset();
        const axis = pick % shape.length;
        const input = bench.view('float32', shape, layout, values);
        const { actual, expected } = bench.results('int32', shape.toSpliced(axis, 1));
        bench.kernels.argReduce(op, input, axis, actual);
        reference.argReduce(op, input, axis, expected);
        expectClose(actual, expected);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    [[1, 100_003], 1],
    [[3001, 40], 0],
  ])('a long axis: %j over axis %i', (shape, axis) => {
    bench.reset();
    const values = Array.from({ length: 997 }, (_, i) => Math.sin(i));
    const input = bench.view('float32', shape, plain, values);
    const { actual, expected } = bench.results('int32', shape.toSpliced(axis, 1));
    bench.kernels.argReduce('argmax', input, axis, actual);
    reference.argReduce('argmax', input, axis, expected);
    expectClose(actual, expected);
  });
});
