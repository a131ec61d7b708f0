import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Generator, manualSeed, permutation, rand, randint, randn } from '../src/index.ts';

describe('random', () => {
  test('a seed gives the same numbers, another seed others', () => {
    manualSeed(7);
    const [first, next] = [randn([4]).dataSync(), randn([4]).dataSync()];
    manualSeed(7);
    expect(randn([4]).dataSync()).toEqual(first);
    expect(next).not.toEqual(first);
    manualSeed(8);
    expect(randn([4]).dataSync()).not.toEqual(first);
  });

  test('draws do not depend on how they are cut', () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.nat(), sizes, (seed, cuts) => {
        const total = cuts.reduce((a, b) => a + b, 0);
        const whole = rand([total], { generator: new Generator(seed) }).dataSync();
        const generator = new Generator(seed);
        const parts = cuts.flatMap((size) => [...rand([size], { generator }).dataSync()]);
        expect(parts).toEqual([...whole]);
        expect(new Generator(seed, generator.counter).take(0)).toBe(total);
      }),
    );
  });

  test.each(['float32', 'float64'] as const)('moments of %s', (dtype) => {
    const generator = new Generator(3);
    const normal = randn([100_000], { generator, dtype });
    expect(normal.mean().item()).toBeCloseTo(0, 1.5);
    expect(normal.var().item()).toBeCloseTo(1, 1.5);
    const uniform = rand([100_000], { generator, dtype });
    expect(uniform.mean().item()).toBeCloseTo(0.5, 2);
    expect(uniform.var().item()).toBeCloseTo(1 / 12, 2);
    expect(uniform.min().item()).toBeGreaterThanOrEqual(0);
    expect(uniform.max().item()).toBeLessThan(1);
  });

  test('randint covers its range and nothing else', () => {
    const values = new Set(randint(-2, 3, [1000], { generator: new Generator(1) }).dataSync());
    expect([...values].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2]);
    expect(() => randint(3, 3, [1])).toThrow('holds no whole number');
  });

  test('permutation has every index once, each order about equally often', () => {
    const generator = new Generator(5);
    const counts = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const order = permutation(3, generator).join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  test('a seed that is none is refused', () => {
    expect(() => new Generator(-1)).toThrow('a seed is a whole number');
    expect(() => manualSeed(0.5)).toThrow('a seed is a whole number');
  });
});
