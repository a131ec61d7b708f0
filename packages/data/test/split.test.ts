import { arange } from '@plumbline/tensor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DataLoader, Subset, split, TensorDataset } from '../src/index.ts';

const numbered = (length: number) => new TensorDataset(arange(length), arange(length));

/** The targets of all examples. */
const examplesOf = (part: Subset) =>
  [...new DataLoader(part, { batchSize: part.length })].flatMap(([, y]) => [...y.dataSync()]);

describe('split', () => {
  test('every example is in one part, and test has its share', () => {
    const share = fc.double({ min: 0.01, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 60 }), share, fc.nat(), (length, test, seed) => {
        const count = Math.round(test * length);
        fc.pre(count > 0 && count < length);
        const parts = split(numbered(length), { test, seed });
        expect([parts.test.length, parts.train.length]).toEqual([count, length - count]);
        const all = [...examplesOf(parts.train), ...examplesOf(parts.test)];
        expect(all.toSorted((a, b) => a - b)).toEqual([...arange(length).dataSync()]);
      }),
    );
  });

  test('is another one for another seed only', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const testOf = (n: number) => examplesOf(split(numbered(50), { test: 0.4, seed: n }).test);
        expect(testOf(seed)).toEqual(testOf(seed));
        expect(testOf(seed)).not.toEqual(testOf(seed + 1));
      }),
      { numRuns: 20 },
    );
  });

  test.each([0, 1, -0.5, 0.01, 0.99, Number.NaN])('refuses a share of %f of ten', (share) => {
    expect(() => split(numbered(10), { test: share })).toThrow(
      `split: a share of ${share} of 10 examples to test leaves none on one side`,
    );
  });
});

describe('Subset', () => {
  test('has the examples that are named, in that order', () => {
    const subset = new Subset(numbered(9), Int32Array.of(7, 0, 7));
    expect(examplesOf(subset)).toEqual([7, 0, 7]);
    expect(examplesOf(new Subset(subset, Int32Array.of(1, 2)))).toEqual([0, 7]);
  });

  test.each([-1, 9])('refuses example %i of nine', (index) => {
    expect(() => new Subset(numbered(9), Int32Array.of(0, index))).toThrow(
      `Subset: example ${index} of a dataset of 9`,
    );
  });
});
