import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ArrayView } from '../src/array-view.ts';
import type { Distribution, RandomKey } from '../src/kernels.ts';
import { erf } from '../src/reference/erf.ts';
import { philox } from '../src/reference/philox.ts';
import { ReferenceKernels } from '../src/reference/reference-kernels.ts';
import { contiguous, elementsOf, expectElements } from './reference-views.ts';

const kernels = new ReferenceKernels();
const distributions = ['uniform', 'normal'] as const;
const floats = ['float32', 'float64'] as const;

function draw(
  distribution: Distribution,
  dtype: 'float32' | 'float64',
  count: number,
  { key = [1, 2], counter = 0 }: { key?: RandomKey; counter?: number } = {},
): ArrayView {
  const drawn = contiguous(dtype, [count]);
  kernels.random(distribution, key, counter, drawn);
  return drawn;
}

describe.each(distributions)('%s', (distribution) => {
  test.each(floats)('%s: element i depends on the key and counter + i only', (dtype) => {
    const key = fc.tuple(fc.nat(), fc.nat());
    const counter = fc.nat({ max: Number.MAX_SAFE_INTEGER - 100 });
    // 2^32 - 5 to 2^32 + 5 is where the counter's upper word comes in.
    const counters = fc.oneof(counter, fc.integer({ min: 2 ** 32 - 5, max: 2 ** 32 + 5 }));
    fc.assert(
      fc.property(key, counters, fc.nat(40), fc.nat(40), (key, counter, before, count) => {
        const whole = elementsOf(draw(distribution, dtype, before + count, { key, counter }));
        const options = { key, counter: counter + before };
        expectElements(draw(distribution, dtype, count, options), whole.slice(before));
      }),
    );
  });

  test('the shape does not matter', () => {
    const square = contiguous('float64', [3, 4]);
    kernels.random(distribution, [1, 2], 0, square);
    expectElements(square, elementsOf(draw(distribution, 'float64', 12)));
  });

  test('both words of the key matter', () => {
    const keys: RandomKey[] = [
      [0, 0],
      [1, 0],
      [0, 1],
    ];
    const firsts = keys.map((key) => elementsOf(draw(distribution, 'float64', 1, { key }))[0]);
    expect(new Set(firsts).size).toBe(3);
  });

  test('0-dimensional and empty', () => {
    const scalar = contiguous('float32', []);
    kernels.random(distribution, [1, 2], 0, scalar);
    expectElements(scalar, elementsOf(draw(distribution, 'float32', 1)));
    expectElements(draw(distribution, 'float32', 0), []);
  });
});

test('uniform takes the upper bits of a Philox block', () => {
  // The block of key 0 and counter 0 is a published known answer: 6627e8d5 e169c58d ...
  const options = { key: [0, 0], counter: 0 } as const;
  expectElements(draw('uniform', 'float32', 1, options), [0x6627e8 / 2 ** 24]);
  const bits = (0x6627e8d5n >> 5n) * 2n ** 26n + (0xe169c58dn >> 6n);
  expectElements(draw('uniform', 'float64', 1, options), [Number(bits) / 2 ** 53]);
});

test('normal is the formula of Box and Muller, rounded once', () => {
  const expected = Array.from({ length: 100 }, (_, i) => {
    const [a, b, c, d] = philox([1, 2], i);
    const u = ((a >>> 5) * 2 ** 26 + (b >>> 6)) / 2 ** 53;
    const v = ((c >>> 5) * 2 ** 26 + (d >>> 6)) / 2 ** 53;
    return Math.sqrt(-2 * Math.log(1 - u)) * Math.cos(2 * Math.PI * v);
  });
  expectElements(draw('normal', 'float64', 100), expected);
  expectElements(draw('normal', 'float32', 100), expected);
});

/** What the kernels draw is fixed by the keys: these tests pass always or never. */
describe.each(floats)('statistics of a hundred thousand %s', (dtype) => {
  const count = 100_000;
  const keys: RandomKey[] = [
    [0, 0],
    [1, 0],
    [0xffffffff, 0xdeadbeef],
  ];
  /** Four standard errors of an average of numbers with this variance. */
  const errors = (variance: number) => 4 * Math.sqrt(variance / count);

  test.each(keys)('uniform: key %i %i', (...key) => {
    const values = elementsOf(draw('uniform', dtype, count, { key }));
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    const { mean, variance } = moments(values);
    expect(Math.abs(mean - 1 / 2)).toBeLessThan(errors(1 / 12));
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(errors(1 / 180));
    expect(kolmogorovSmirnov(values, (x) => x)).toBeLessThan(1.63);
    expect(Math.abs(autocorrelation(values))).toBeLessThan(errors(1));
  });

  test.each(keys)('normal: key %i %i', (...key) => {
    const values = elementsOf(draw('normal', dtype, count, { key }));
    const { mean, variance, skewness, kurtosis } = moments(values);
    expect(Math.abs(mean)).toBeLessThan(errors(1));
    expect(Math.abs(variance - 1)).toBeLessThan(errors(2));
    expect(Math.abs(skewness)).toBeLessThan(errors(6));
    expect(Math.abs(kurtosis - 3)).toBeLessThan(errors(24));
    const cumulative = (x: number) => (1 + erf(x / Math.SQRT2)) / 2;
    expect(kolmogorovSmirnov(values, cumulative)).toBeLessThan(1.63);
    expect(Math.abs(autocorrelation(values))).toBeLessThan(errors(1));
  });
});

test('float32 uniforms have 24 bits, float64 ones more', () => {
  const steps = (dtype: 'float32' | 'float64') =>
    elementsOf(draw('uniform', dtype, 1000)).filter((value) => Number.isInteger(value * 2 ** 24));
  expect(steps('float32')).toHaveLength(1000);
  expect(steps('float64')).toHaveLength(0);
});

function moments(values: readonly number[]) {
  const average = (of: (value: number) => number) =>
    values.reduce((sum, value) => sum + of(value), 0) / values.length;
  const mean = average((value) => value);
  const variance = average((value) => (value - mean) ** 2);
  const scaled = (power: number) =>
    average((value) => ((value - mean) / Math.sqrt(variance)) ** power);
  return { mean, variance, skewness: scaled(3), kurtosis: scaled(4) };
}

/** The correlation of neighbours. */
function autocorrelation(values: readonly number[]): number {
  const { mean, variance } = moments(values);
  let sum = 0;
  for (let i = 1; i < values.length; i++) sum += (values[i]! - mean) * (values[i - 1]! - mean);
  return sum / (values.length - 1) / variance;
}

/** √n times the largest distance from the distribution function; above 1.63 once in a hundred. */
function kolmogorovSmirnov(values: readonly number[], cumulative: (x: number) => number): number {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  let largest = 0;
  for (const [i, value] of sorted.entries()) {
    const expected = cumulative(value);
    largest = Math.max(largest, Math.abs(expected - i / n), Math.abs(expected - (i + 1) / n));
  }
  return largest * Math.sqrt(n);
}
