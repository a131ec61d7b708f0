import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { elementCount } from '../src/array-view.ts';
import {
  anyValues,
  distinctLayouts,
  layouts,
  modes,
  plain,
  reference,
  shapes,
  TestBench,
} from './wasm-views.ts';

describe.each(modes)('copy in mode %s', (mode) => {
  const bench = new TestBench(mode);

  test.each(['float32', 'int32', 'bool', 'float64'] as const)('%s, any strides', (dtype) => {
    fc.assert(
      fc.property(shapes, layouts, distinctLayouts, anyValues, (shape, from, to, values) => {
        bench.reset();
        const input = bench.view(dtype, shape, from, values);
        const output = bench.view(dtype, shape, to, [7]);
        // Copied by the reference first, then the elements that are no part of the view show too.
        reference.copy(input, output);
        const start = output.offset;
        const end = elementCount(shape) === 0 ? start : output.data.length >> 6;
        const expected = output.data.slice(start, end);
        output.data.fill(7, start, end);
        bench.kernels.copy(input, output);
        expect(output.data.slice(start, end)).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  test.each([
    [64, 64],
    [37, 70],
    [4, 131],
    [3, 5],
  ])('transposes %i x %i', (rows, columns) => {
    bench.reset();
    const values = Array.from({ length: rows * columns }, (_, i) => i);
    const transposed = { ...plain, order: [3, 2, 0, 1] };
    const input = bench.view('float32', [rows, columns], transposed, values);
    const { actual } = bench.results('float32', [rows, columns]);
    bench.kernels.copy(input, actual);
    for (let i = 0; i < rows * columns; i++) {
      const [row, column] = [Math.floor(i / columns), i % columns];
      expect(actual.data[actual.offset + i]).toBe(column * rows + row);
    }
  });
});
