import fc from 'fast-check';
import { describe, test } from 'vitest';
import {
  expectClose,
  integers,
  integersAndSpecials,
  layouts,
  modes,
  plain,
  reference,
  sizes,
  TestBench,
} from './wasm-views.ts';

describe.each(modes)('matmul in mode %s', (mode) => {
  const bench = new TestBench(mode);

  test('is exact on integers, whatever the sizes, strides and batches', () => {
    const batches = fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 2 });
    const values = fc.oneof(integers, integersAndSpecials);
    const operand = fc.record({ layout: layouts, values });
    fc.assert(
      fc.property(batches, sizes, sizes, sizes, operand, operand, (batch, m, k, n, a, b) => {
        bench.reset();
        const left = bench.view('float32', [...batch, m, k], a.layout, a.values);
        const right = bench.view('float32', [...batch, k, n], b.layout, b.values);
        const { actual, expected } = bench.results('float32', [...batch, m, n]);
        bench.kernels.matmul(left, right, actual);
        reference.matmul(left, right, expected);
        expectClose(actual, expected, 1);
      }),
      { numRuns: 400 },
    );
  });

  const transposed = { ...plain, order: [3, 2, 0, 1] };
  const large = [
    [131, 259, 77],
    [129, 513, 8],
    [3, 700, 1031],
    [260, 1, 16],
    [1, 300, 1],
  ] as const;
  test.each(large)('[%i, %i] x [.., %i] crosses the blocks', (m, k, n) => {
    for (const layoutOfA of [plain, transposed]) {
      for (const layoutOfB of [plain, transposed]) {
        bench.reset();
        const a = bench.view('float32', [m, k], layoutOfA, [1, -2, 3, 5, -7, 0, 4]);
        const b = bench.view('float32', [k, n], layoutOfB, [2, 0, -1, 3, -3]);
        const { actual, expected } = bench.results('float32', [m, n]);
        bench.kernels.matmul(a, b, actual);
        reference.matmul(a, b, expected);
        expectClose(actual, expected, 1);
      }
    }
  });
});
