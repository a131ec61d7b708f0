import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tensor } from '../src/index.ts';

const comparisons = {
  eq: (x: number, y: number) => x === y,
  ne: (x: number, y: number) => x !== y,
  lt: (x: number, y: number) => x < y,
  le: (x: number, y: number) => x <= y,
  gt: (x: number, y: number) => x > y,
  ge: (x: number, y: number) => x >= y,
} as const;
const names = ['eq', 'ne', 'lt', 'le', 'gt', 'ge'] as const satisfies (keyof typeof comparisons)[];

/** Around what float32 can tell apart, and the ends of int32. */
const corners = [0, 2 ** 24, -(2 ** 24), 2 ** 31 - 3, -(2 ** 31) + 2];
const wholeNumbers = fc
  .tuple(fc.constantFrom(...corners), fc.integer({ min: -2, max: 2 }))
  .map(([corner, step]) => corner + step);

test.each(names)('%s compares whole numbers with a number exactly', (name) => {
  fc.assert(
    fc.property(fc.array(wholeNumbers, { minLength: 1 }), wholeNumbers, (values, other) => {
      const result = tensor(Int32Array.from(values))[name](other);
      expect(result.dtype).toBe('bool');
      const expected = values.map((value) => Number(comparisons[name](value, other)));
      expect([...result.dataSync()]).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

test('counts of bools as floats, on their own and as a part of a sum', () => {
  const numbers = tensor(Int32Array.of(3, -100, 5, -100, 0));
  const counts = numbers.ne(-100).to('float32');
  expect(counts.sum().item()).toBe(3);
  expect([...counts.dataSync()]).toEqual([1, 0, 1, 0, 1]);
});
