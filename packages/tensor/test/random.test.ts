import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bernoulli,
  Generator,
  getRngState,
  manualSeed,
  multinomial,
  normal,
  permutation,
  rand,
  randint,
  randn,
  randperm,
  recordDraws,
  replayDraws,
  setRngState,
  tensor,
  uniform,
} from '../src/index.ts';

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

  test('the state, through JSON, gives back the numbers that followed', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(50), (seed, drawn) => {
        manualSeed(seed);
        randn([drawn]);
        const state = JSON.stringify(getRngState());
        const next = [randn([3]).dataSync(), randint(0, 9, [3]).dataSync(), permutation(5)];
        manualSeed(1);
        setRngState(JSON.parse(state));
        expect([randn([3]).dataSync(), randint(0, 9, [3]).dataSync(), permutation(5)]).toEqual(
          next,
        );
      }),
    );
    const generator = new Generator(2 ** 40, 7);
    expect(generator.state).toEqual({ seed: 2 ** 40, counter: 7 });
    expect(() => setRngState({ seed: 1, counter: -1 })).toThrow("a generator's counter");
  });

  test('uniform and normal are where they are asked to be', () => {
    const generator = new Generator(4);
    const spread = uniform(-3, 1, [100_000], { generator });
    expect(spread.mean().item()).toBeCloseTo(-1, 1.5);
    expect(spread.min().item()).toBeGreaterThanOrEqual(-3);
    expect(spread.max().item()).toBeLessThan(1);
    const bell = normal(5, 0.1, [100_000], { generator, dtype: 'float64' });
    expect(bell.mean().item()).toBeCloseTo(5, 2);
    expect(bell.std().item()).toBeCloseTo(0.1, 2);
    expect(() => uniform(1, 0, [2])).toThrow('uniform: [1, 0) is no interval');
    expect(() => normal(0, -1, [2])).toThrow('normal: no distribution has');
  });

  test('bernoulli: as often as its probability says, number or tensor', () => {
    const generator = new Generator(6);
    expect(bernoulli(0.3, [100_000], { generator }).mean().item()).toBeCloseTo(0.3, 2);
    const rates = bernoulli(tensor([0, 0.8, 1]), [50_000, 3], { generator })
      .mean(0)
      .dataSync();
    expect(rates[0]).toBe(0);
    expect(rates[1]).toBeCloseTo(0.8, 2);
    expect(rates[2]).toBeCloseTo(1, 6);
    expect(() => bernoulli(1.5, [2])).toThrow('bernoulli: 1.5 is no probability');
    expect(() => bernoulli(rand([3]), [2, 1])).toThrow('bernoulli: probabilities [3] for a shape');
  });

  test('randperm has every index once', () => {
    const order = randperm(20, new Generator(1));
    expect(order.dtype).toBe('int32');
    expect([...order.sort().values.dataSync()]).toEqual([...Array(20).keys()]);
  });

  test('multinomial draws by weight, with and without replacement', () => {
    const generator = new Generator(9);
    const weights = tensor([1, 0, 3, 4]);
    const again = multinomial(weights, 20_000, { replacement: true, generator });
    const shares = [0, 1, 2, 3].map((k) => again.eq(k).to('float32').mean().item());
    for (const [k, share] of [0.125, 0, 0.375, 0.5].entries())
      expect(shares[k]).toBeCloseTo(share, 1.5);
    expect(shares[1]).toBe(0);
    // The first of two draws is by weight, the second by the weights that are left.
    const pairs = multinomial(weights.expand([20_000, 4]), 2, { generator });
    expect(pairs.shape).toEqual([20_000, 2]);
    const [first, second] = pairs.unbind(1);
    const isPair = (a: number, b: number) => first!.eq(a).logicalAnd(second!.eq(b));
    expect(isPair(3, 2).to('float32').mean().item()).toBeCloseTo((4 / 8) * (3 / 4), 1.5);
    expect(isPair(2, 3).to('float32').mean().item()).toBeCloseTo((3 / 8) * (4 / 5), 1.5);
    expect(first!.eq(second!).any().item()).toBe(0);
    expect(() => multinomial(weights, 4)).toThrow(
      '4 draws from row 0, which has 3 weights above 0',
    );
    expect(() => multinomial(tensor([-1, 1]), 1)).toThrow('weights are finite and not negative');
  });
});

describe('draws', () => {
  test('are made again from where they were recorded, and the stream goes on after them', () => {
    const own = new Generator(9, 5);
    const body = () => [
      ...rand([3]).dataSync(),
      ...permutation(4, own),
      ...recordDraws(() => randn([2], { generator: own })).result.dataSync(),
    ];
    manualSeed(1);
    rand([2]);
    const { result, draws } = recordDraws(body);
    const next = [...rand([2]).dataSync()];

    manualSeed(1);
    rand([5]);
    own.counter += 3;
    const moved = own.counter;
    expect(replayDraws(draws, body)).toEqual(result);
    expect([...rand([2]).dataSync()]).toEqual(next);
    expect(own.counter).toBe(moved);
  });

  test('leave generators where they were after an error', () => {
    manualSeed(2);
    const { draws } = recordDraws(() => rand([4]));
    const fail = () => {
      rand([1]);
      throw new Error('on purpose');
    };
    expect(() => replayDraws(draws, fail)).toThrow('on purpose');
    const after = rand([2]).dataSync();
    manualSeed(2);
    rand([4]);
    expect(rand([2]).dataSync()).toEqual(after);
  });

  test('a counter that is none is refused', () => {
    const generator = new Generator(1);
    for (const counter of [-1, 0.5, Number.NaN]) {
      expect(() => {
        generator.counter = counter;
      }).toThrow('a whole number from 0 up');
    }
  });
});
