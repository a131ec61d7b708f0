import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { arange, ones, tensor, zeros } from '../src/index.ts';

describe('toString', () => {
  test.each([
    ['a scalar', () => tensor(3), 'tensor(3.)'],
    ['a vector', () => tensor([1, 2.5, -3]), 'tensor([ 1.0,  2.5, -3.0])'],
    ['whole numbers', () => arange(3), 'tensor([0, 1, 2], int32)'],
    ['booleans', () => tensor([true, false]), 'tensor([ true, false], bool)'],
    ['not finite', () => tensor([1, Number.NaN, -Infinity]), 'tensor([  1.,  nan, -inf])'],
    ['very different sizes', () => tensor([1e-7, 1]), 'tensor([1.0000e-7, 1.0000e+0])'],
    ['nothing', () => zeros([0, 3]), 'tensor([], shape [0, 3])'],
    [
      'a matrix',
      () =>
        tensor([
          [1, 2],
          [3, 4],
        ]),
      'tensor([[1., 2.],\n        [3., 4.]])',
    ],
    [
      'three axes',
      () => arange(8).reshape([2, 2, 2]),
      'tensor([[[0, 1],\n         [2, 3]],\n\n        [[4, 5],\n         [6, 7]]], int32)',
    ],
    ['another dtype', () => ones([2], { dtype: 'float64' }), 'tensor([1., 1.], float64)'],
    [
      'a long axis',
      () => arange(2000),
      'tensor([   0,    1,    2, ..., 1997, 1998, 1999], shape [2000], int32)',
    ],
  ])('%s', (_, make, text) => {
    expect(make().toString()).toBe(text);
  });
});

describe('what console.log prints', () => {
  test('is toString(), in objects too', () => {
    const x = tensor([1, 2.5]);
    expect(inspect(x)).toBe(x.toString());
    expect(inspect({ x })).toBe('{ x: tensor([1.0, 2.5]) }');
  });

  test('of a released tensor says so', () => {
    const x = ones([2]).add(1);
    x.release();
    expect(inspect(x)).toBe('tensor(released, shape [2], float32, made by add)');
  });
});

describe('toJSON', () => {
  test.each([
    ['a scalar', () => tensor(3), '3'],
    ['a view', () => arange(6).reshape([2, 3]).transpose(), '[[0,3],[1,4],[2,5]]'],
    ['booleans', () => tensor([[true], [false]]), '[[true],[false]]'],
    ['nothing', () => zeros([2, 0, 3]), '[[],[]]'],
    ['rows of nothing', () => zeros([0, 3]), '[]'],
  ])('%s', (_, make, text) => {
    expect(JSON.stringify(make())).toBe(text);
  });
});
