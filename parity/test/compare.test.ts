import { type Tensor, tensor } from '@plumbline/tensor';
import { expect, test } from 'vitest';
import { compare } from '../src/compare.ts';
import { uniform } from '../src/pattern.ts';
import { elementwise, exact, summed } from '../src/tolerance.ts';

const output = (t: Tensor) => new Map([['output0', t]]);
const check = (mine: number[], theirs: number[], tolerance = elementwise) =>
  compare(output(tensor(mine)), output(tensor(theirs)), tolerance);

test('NaN equals NaN alone, and an infinity the same one', () => {
  const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
  expect(check([nan, inf, -inf, 0], [nan, inf, -inf, -0]).float32).toBe(0);
  expect(() => check([nan], [1])).toThrow('element 0 is NaN, PyTorch has 1');
  expect(() => check([1], [nan])).toThrow('element 0 is 1, PyTorch has NaN');
  expect(() => check([inf], [-inf])).toThrow('off');
  expect(() => check([3e38], [inf])).toThrow('off');
});

test('a difference is relative to the element, or to the largest of its tensor', () => {
  expect(() => check([1e-6, 1], [2e-6, 1])).toThrow('0.5');
  expect(check([1e-6, 1], [2e-6, 1], summed).float32).toBeCloseTo(1e-6, 9);
  expect(() => check([1 + 1e-5, 1], [1, 1], summed)).toThrow('off');
  expect(() => check([1, 2 ** -20], [1, 0], exact)).toThrow('off');
});

test('another shape or dtype, a result too few or too many', () => {
  expect(() => check([1], [1, 1])).toThrow('float32 [1], where PyTorch has float32 [2]');
  const double = tensor([1], { dtype: 'float64' });
  expect(() => compare(output(double), output(tensor([1])), summed)).toThrow('float64 [1]');
  expect(() => compare(new Map(), output(tensor([1])), summed)).toThrow('there is no output0');
  expect(() => compare(output(tensor([1])), new Map(), summed)).toThrow('there is a output0');
  const slope = (x: number) => new Map([['gradient0', tensor([x])]]);
  expect(() => compare(new Map(), slope(1), summed)).toThrow('there is no gradient0');
  expect(compare(new Map(), slope(0), summed).float32).toBe(null);
});

test('patterns are those of python/pattern.py', () => {
  const values = uniform({ shape: [3], low: -1, high: 1, dtype: 'float64' }, 7).dataSync();
  expect([...values]).toEqual(pythonsPattern);
});

/** `uniform((3,), -1, 1, 7, np.float64)` */
const pythonsPattern = [0.6200648895464838, 0.5583484354428947, 0.14518608106300235];
