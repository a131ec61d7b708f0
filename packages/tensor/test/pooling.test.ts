import { describe, expect, test } from 'vitest';
import { ones, tensor, useEngine, zeros } from '../src/index.ts';

/** 0 to 15 in a 4 x 4 image. */
const image = () =>
  tensor(
    Float32Array.from({ length: 16 }, (_, i) => i),
    { shape: [1, 1, 4, 4] },
  );

describe.each(['wasm', 'reference'] as const)('on the %s engine', (name) => {
  const onEngine = (title: string, body: () => void) =>
    test(title, () => {
      useEngine({ name });
      body();
    });

  onEngine('windows are apart by their size unless a stride is given', () => {
    expect([...image().maxPool2d(2).dataSync()]).toEqual([5, 7, 13, 15]);
    expect([...image().avgPool2d(2).dataSync()]).toEqual([2.5, 4.5, 10.5, 12.5]);
    expect(image().maxPool2d(2, { stride: 1 }).shape).toEqual([1, 1, 3, 3]);
    expect(image().avgPool2d([1, 4]).shape).toEqual([1, 1, 4, 1]);
  });

  onEngine('padding never wins a maximum, and counts as zeros in a mean', () => {
    const negative = image().neg().sub(1);
    const pooled = negative.maxPool2d(3, { stride: 3, padding: 1 });
    expect([...pooled.dataSync()]).toEqual([-1, -3, -9, -11]);
    const mean = ones([1, 1, 2, 2]).avgPool2d(2, { padding: 1 });
    expect([...mean.dataSync()]).toEqual([0.25, 0.25, 0.25, 0.25]);
  });

  onEngine('dilation spreads a window out', () => {
    const pooled = image().maxPool2d(2, { stride: 1, dilation: 2 });
    expect([...pooled.dataSync()]).toEqual([10, 11, 14, 15]);
  });

  onEngine('NaN wins', () => {
    const pooled = tensor([[[[1, Number.NaN, 2, 3]]]]).maxPool2d([1, 2]);
    expect([...pooled.dataSync()]).toEqual([Number.NaN, 3]);
  });

  onEngine('a view is pooled as its elements are', () => {
    const turned = image().transpose();
    expect([...turned.maxPool2d([1, 2]).dataSync()]).toEqual([
      ...turned.clone().maxPool2d([1, 2]).dataSync(),
    ]);
  });
});

test('errors name the shape and what does not fit', () => {
  const x = ones([2, 3, 4, 5]);
  expect(() => ones([4, 5]).maxPool2d(2)).toThrow(
    'maxPool2d: expected images [N, C, H, W], got [4, 5]',
  );
  expect(() => zeros([1, 1, 2, 2], { dtype: 'int32' }).avgPool2d(2)).toThrow(
    "avgPool2d: needs a float tensor, got int32; use .to('float32')",
  );
  expect(() => x.maxPool2d(5)).toThrow(
    'maxPool2d: a window of 5 rows does not fit an image of shape [2, 3, 4, 5] padded by 0',
  );
  expect(() => x.avgPool2d(2, { padding: 2 })).toThrow(
    'avgPool2d: padding [2, 2] must be from 0 to half the kernel [2, 2]',
  );
  expect(() => x.maxPool2d(2, { stride: 0 })).toThrow(
    'maxPool2d: stride must be whole numbers from 1 up, got [0, 0]',
  );
  expect(() => x.maxPool2d([1.5, 2])).toThrow('kernel must be whole numbers from 1 up');
  expect(() => ones([1, 1, 2, 9]).maxPool2d(2, { padding: 1, dilation: 3 })).toThrow(
    'maxPool2d: with dilation 3 a window lies in the padding of an image of shape [1, 1, 2, 9]',
  );
});
