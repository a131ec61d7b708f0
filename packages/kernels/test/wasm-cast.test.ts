import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  anyValues,
  distinctLayouts,
  integers,
  layouts,
  modes,
  reference,
  shapes,
  TestBench,
} from './wasm-views.ts';

const large = fc.array(
  fc.oneof(
    fc.float(),
    fc.integer(),
    fc.constantFrom(2 ** 31, -(2 ** 31), 2 ** 32 + 512, 2 ** 63, -(2 ** 63), 3e38, 2 ** 24 + 1),
  ),
  { minLength: 1, maxLength: 37 },
);

const casts = [
  ['int32', 'float32', fc.oneof(integers, large)],
  ['float32', 'int32', fc.oneof(anyValues, large)],
  ['bool', 'float32', fc.array(fc.nat(1), { minLength: 1, maxLength: 37 })],
  ['float32', 'bool', anyValues],
  ['float32', 'float64', anyValues],
] as const;

describe.each(modes)('a cast in mode %s', (mode) => {
  const bench = new TestBench(mode);

  test.each(casts)('%s to %s is what the reference kernel gives', (from, to, values) => {
    fc.assert(
      fc.property(shapes, layouts, distinctLayouts, values, (shape, a, b, values) => {
        const results = [bench.kernels, reference].map((kernels) => {
          bench.reset();
          const input = bench.view(from, shape, a, values);
          const output = bench.view(to, shape, b, [7]);
          kernels.copy(input, output);
          return bench.snapshot(output);
        });
        expect(results[0]).toEqual(results[1]);
      }),
      { numRuns: 150 },
    );
  });
});
