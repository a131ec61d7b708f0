import { grad } from '@plumbline/autograd';
import { manualSeed, ones, randn, tensor } from '@plumbline/tensor';
import { expect, test } from 'vitest';
import { Dropout, Dropout2d, Sequential } from '../src/index.ts';
import { expectSame } from './close.ts';

test.each([0.1, 0.5, 0.9])('Dropout(%f) drops that share, and scales the rest', (p) => {
  manualSeed(1);
  const y = new Dropout(p).forward(ones([40_000]));
  const kept = y.dataSync().filter((value) => value !== 0);
  for (const value of kept) expect(value).toBeCloseTo(1 / (1 - p), 5);
  // Five standard deviations of a binomial distribution.
  const deviation = Math.sqrt(40_000 * p * (1 - p));
  expect(Math.abs(kept.length - 40_000 * (1 - p))).toBeLessThan(5 * deviation);
});

test('the gradient passes where the element did', () => {
  manualSeed(2);
  const layer = new Dropout();
  const x = ones([100]);
  const y = layer.forward(x);
  manualSeed(2);
  expectSame(grad((input) => layer.forward(input).sum())(x), y);
});

test('the global generator decides: a seed repeats, and draws differ', () => {
  const [layer, x] = [new Dropout(), ones([64])];
  manualSeed(3);
  const [first, second] = [layer.forward(x), layer.forward(x)];
  expect(first.dataSync()).not.toEqual(second.dataSync());
  manualSeed(3);
  expectSame(layer.forward(x), first);
});

test('eval, and p = 0, return the input; p = 1 returns zeros, also of infinities', () => {
  const x = randn([3, 4]);
  const model = new Sequential(new Dropout(0.5), new Dropout2d(0.5)).eval();
  expectSame(model.forward(x), x);
  expectSame(new Dropout(0).forward(x), x);
  const large = tensor([Number.POSITIVE_INFINITY, 1]);
  expectSame(new Dropout(1).forward(large), tensor([0, 0]));
  expect(new Dropout().forward(ones([2], { dtype: 'float64' })).dtype).toBe('float64');
});

test('Dropout2d drops whole channels', () => {
  manualSeed(4);
  const means = new Dropout2d(0.5)
    .forward(ones([20, 30, 3, 3]))
    .mean([2, 3])
    .dataSync();
  for (const mean of means) expect([0, 2]).toContain(mean);
  const kept = means.filter((mean) => mean !== 0).length;
  expect(Math.abs(kept - 300)).toBeLessThan(5 * Math.sqrt(600 / 4));
});

test('p is a probability', () => {
  expect(() => new Dropout(1.5)).toThrow('Dropout: p must be a number from 0 to 1, got 1.5');
  expect(() => new Dropout2d(Number.NaN)).toThrow('Dropout2d: p must be a number from 0 to 1');
});
