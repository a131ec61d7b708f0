import { describe, expect, test } from 'vitest';
import { arange, eye, full, linspace, oneHot, randn, tensor } from '../src/index.ts';

/** Calls without types, as JavaScript makes them. */
function call(f: (...args: never[]) => unknown, ...args: unknown[]): () => unknown {
  return () => Reflect.apply(f, undefined, args);
}

describe('tensor', () => {
  test('bytes are pixels, numbers or a mask: the dtype says which', () => {
    const bytes = Uint8Array.of(0, 128, 255);
    expect(call(tensor, bytes)).toThrow(
      "a Uint8Array has no dtype of its own: pass { dtype: 'float32' | 'int32' | 'bool' }",
    );
    expect(call(tensor, new Int16Array(2))).toThrow('a Int16Array has no dtype');
    expect([...tensor(bytes, { dtype: 'float32' }).dataSync()]).toEqual([0, 128, 255]);
    expect([...tensor(bytes, { dtype: 'int32' }).dataSync()]).toEqual([0, 128, 255]);
    expect([...tensor(bytes, { dtype: 'bool' }).dataSync()]).toEqual([0, 1, 1]);
  });

  test('bool is 0 or 1 whatever it comes from', () => {
    expect([...tensor([0, 0.5, 256, Number.NaN], { dtype: 'bool' }).dataSync()]).toEqual([
      0, 1, 1, 1,
    ]);
    expect(tensor([true, false]).dtype).toBe('bool');
    expect([...tensor([true, 2]).dataSync()]).toEqual([1, 2]);
    expect(tensor([]).dtype).toBe('float32');
  });

  test.each([
    ['a text', 'a', "the value is no number and no boolean, but 'a'"],
    ['nothing', undefined, 'the value is no number and no boolean, but undefined'],
    [
      'a text in a row',
      [
        [1, 2],
        [3, 'b'],
      ],
      "element [1, 1] is no number and no boolean, but 'b'",
    ],
    ['a missing row', [[1], null], 'element [1] is no number and no boolean, but null'],
    ['an object', [{}], 'element [0] is no number and no boolean, but an object'],
    ['tensors', [tensor(1)], 'element [0] is no number and no boolean, but a tensor: stack([...])'],
  ])('%s is a TypeError that names the place', (_, values, message) => {
    expect(call(tensor, values)).toThrow(TypeError);
    expect(call(tensor, values)).toThrow(`tensor: ${message}`);
  });
});

describe('a dtype that there is not', () => {
  const options = { dtype: 'int64' };
  test.each([
    ['tensor', call(tensor, [1], options)],
    ['tensor', call(tensor, new Float32Array(1), options)],
    ['full', call(full, [1], 1, options)],
    ['arange', call(arange, 0, 1, 1, options)],
    ['linspace', call(linspace, 0, 1, 2, options)],
    ['eye', call(eye, 2, 2, options)],
    ['oneHot', call(oneHot, arange(2), 2, options)],
    ['randn', call(randn, [1], options)],
    ['to', () => Reflect.apply(tensor(1).to, tensor(1), ['int64'])],
  ])('%s', (op, make) => {
    expect(make).toThrow(`${op}: no dtype 'int64'; there are float32, float64, int32, bool`);
  });
});
