import { backward } from '@plumbline/autograd';
import { Generator, oneHot, ones, tensor, zeros } from '@plumbline/tensor';
import { expect, test } from 'vitest';
import { Embedding } from '../src/index.ts';
import { expectSame } from './close.ts';

const indices = (...rows: number[]) => tensor(rows, { dtype: 'int32' });

test('is the product with one-hot rows, for any shape of indices', () => {
  const layer = new Embedding(5, 3, { generator: new Generator(1) });
  const chosen = indices(4, 0, 4, 2, 1, 3).reshape([2, 3]);
  expectSame(layer.forward(chosen), oneHot(chosen, 5).matmul(layer.weight));
  expect(layer.forward(zeros([], { dtype: 'int32' })).shape).toEqual([3]);
  expect(layer.forward(zeros([0, 2], { dtype: 'int32' })).shape).toEqual([0, 2, 3]);
});

test('the gradient counts how often an index came, but not the padding', () => {
  const layer = new Embedding(4, 2, { paddingIdx: 3 });
  backward(layer.forward(indices(0, 2, 0, 3, 3)).sum());
  expectSame(
    layer.weight.grad!,
    tensor([
      [2, 2],
      [0, 0],
      [1, 1],
      [0, 0],
    ]),
  );
});

test('the weight is standard normal, the row of the padding zeros', () => {
  const layer = new Embedding(1000, 20, { paddingIdx: -1, generator: new Generator(2) });
  expect(layer.paddingIdx).toBe(999);
  expect(Math.abs(layer.weight.mean().item())).toBeLessThan(0.05);
  expect(layer.weight.var().item()).toBeCloseTo(1, 1);
  expectSame(layer.forward(indices(999)), zeros([1, 20]));
  expect(new Embedding(2, 2, { dtype: 'float64' }).weight.dtype).toBe('float64');
});

test('errors', () => {
  const layer = new Embedding(5, 3);
  expect(() => layer.forward(indices(1, 5))).toThrow('Embedding(5, 3): an index is none of 5 rows');
  expect(() => layer.forward(indices(-1))).toThrow('an index is none of 5 rows');
  expect(() => layer.forward(ones([2]))).toThrow('indices are int32, got float32');
  expect(() => new Embedding(5, 3, { paddingIdx: 5 })).toThrow('paddingIdx 5 names no row');
  expect(() => new Embedding(0, 3)).toThrow('the number of rows must be a whole number from 1 up');
});
