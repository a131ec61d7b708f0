import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { Distribution, RandomKey } from '../src/kernels.ts';
import { expectClose, modes, plain, reference, TestBench } from './wasm-views.ts';

describe.each(modes)('random in mode %s', (mode) => {
  const bench = new TestBench(mode);

  const check = (
    distribution: Distribution,
    key: RandomKey,
    counter: number,
    shape: readonly number[],
  ): void => {
    bench.reset();
    const { actual, expected } = bench.results('float32', shape);
    const guard = bench.view('float32', [4], plain, [77]);
    const after = { ...expected, data: Float32Array.of(77, 77, 77, 77), shape: [4] };
    bench.kernels.random(distribution, key, counter, actual);
    reference.random(distribution, key, counter, expected);
    // A logarithm or cosine may differ in the last of its 53 bits: hardly ever in one of 24.
    expectClose(actual, expected, distribution === 'normal' ? 1 : 0);
    expectClose(guard, after);
  };

  test.each(['uniform', 'normal'] as const)(
    '%s is what the reference kernel gives',
    (distribution) => {
      const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });
      const counters = fc.oneof(
        fc.nat({ max: Number.MAX_SAFE_INTEGER - 100 }),
        // Where the counter's upper word changes.
        fc.integer({ min: 2 ** 32 - 40, max: 2 ** 32 + 5 }),
        fc.integer({ min: 7 * 2 ** 32 - 40, max: 7 * 2 ** 32 + 5 }),
      );
      fc.assert(
        fc.property(fc.tuple(word, word), counters, fc.nat(67), (key, counter, count) => {
          check(distribution, key, counter, [count]);
        }),
        { numRuns: 300 },
      );
    },
  );

  test.each(['uniform', 'normal'] as const)('many of %s', (distribution) => {
    check(distribution, [3, 4], 2 ** 32 - 50_000, [300, 371]);
  });
});
