import { gradcheck } from '@plumbline/autograd';
import { Generator, ones, randn, tensor } from '@plumbline/tensor';
import { expect, test } from 'vitest';
import { AdaptiveAvgPool2d, AvgPool2d, MaxPool2d } from '../src/index.ts';
import { expectClose, expectSame } from './close.ts';

const image = tensor([
  [
    [
      [1, 2, 3, 4],
      [5, 6, 7, 8],
    ],
  ],
]);
const noise = randn([2, 3, 6, 4], { dtype: 'float64', generator: new Generator(3) });

test('MaxPool2d and AvgPool2d: windows are their size apart by default', () => {
  expectSame(new MaxPool2d(2).forward(image), tensor([[[[6, 8]]]]));
  expectSame(
    new AvgPool2d([1, 2]).forward(image),
    tensor([
      [
        [
          [1.5, 3.5],
          [5.5, 7.5],
        ],
      ],
    ]),
  );
});

test('a stem of a ResNet: stride and padding', () => {
  const layer = new MaxPool2d(3, { stride: 2, padding: 1 });
  expect(layer.forward(ones([1, 2, 112, 112])).shape).toEqual([1, 2, 56, 56]);
});

test('AdaptiveAvgPool2d(1) is the mean of each channel, whatever the size of the image', () => {
  const pooled = new AdaptiveAvgPool2d(1).forward(noise);
  expect(pooled.shape).toEqual([2, 3, 1, 1]);
  expectClose(pooled, noise.mean([2, 3]), 1e-15);
  gradcheck((x) => new AdaptiveAvgPool2d(1).forward(x).square(), [noise]);
});

test('AdaptiveAvgPool2d of other sizes averages equal windows', () => {
  const pooled = new AdaptiveAvgPool2d([3, 2]).forward(noise);
  expectClose(pooled, noise.reshape([2, 3, 3, 2, 2, 2]).mean([3, 5]), 1e-15);
  gradcheck((x) => new AdaptiveAvgPool2d([3, 2]).forward(x).square(), [noise]);
});

test('errors name what does not fit', () => {
  expect(() => new MaxPool2d(0)).toThrow('MaxPool2d: a size must be a whole number from 1 up');
  expect(() => new AdaptiveAvgPool2d(4).forward(noise.reshape([6, 6, 4]))).toThrow(
    'AdaptiveAvgPool2d([4, 4]): an input of shape [6, 6, 4]; expected [N, C, H, W]',
  );
});
