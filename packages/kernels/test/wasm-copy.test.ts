import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
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
        reference.copy(input, output);
        const expected = bench.snapshot(output);
        // What lies between the elements of the view must stay as it is.
        output.data.fill(7, output.offset, output.offset + expected.length);
        bench.kernels.copy(input, output);
        expect(bench.snapshot(output)).toEqual(expected);
      }),
      { numRuns: 60 },
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
