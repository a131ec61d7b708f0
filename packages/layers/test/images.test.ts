import { backward, gradcheck } from '@plumbline/autograd';
import { randn } from '@plumbline/tensor';
import { describe, expect, test } from 'vitest';
import { BatchNorm2d, Conv2d, ReLU, Residual, Sequential } from '../src/index.ts';
import { expectFlatMemory } from './flat-memory.ts';

describe('gradients in float64', () => {
  const dtype = 'float64';

  test('of a convolution with a bias', () => {
    const layer = new Conv2d(2, 3, 3, { padding: 1, stride: 2, dtype });
    const { weight, bias } = layer;
    const x = randn([2, 2, 5, 4], { dtype });
    gradcheck(
      (x, w, b) => x.conv2d(w, layer.geometry).add(b.reshape([-1, 1, 1])),
      [x, weight.clone(), (bias ?? expect.fail('no bias')).clone()],
    );
  });

  test('of batch normalization, in training and in eval', () => {
    const layer = new BatchNorm2d(3, { dtype });
    const x = randn([4, 3, 2, 2], { dtype });
    gradcheck((x) => layer.forward(x), [x]);
    layer.eval();
    gradcheck((x) => layer.forward(x), [x]);
  });
});

describe('batch normalization', () => {
  test('makes mean 0 and variance 1 of any channel', () => {
    const y = new BatchNorm2d(3, { eps: 0 }).forward(randn([8, 3, 4, 4]).mul(7).add(100));
    for (const mean of y.mean([0, 2, 3]).dataSync()) expect(mean).toBeCloseTo(0, 4);
    for (const variance of y.var([0, 2, 3], { correction: 0 }).dataSync()) {
      expect(variance).toBeCloseTo(1, 3);
    }
  });

  test('refuses one element a channel in training', () => {
    const layer = new BatchNorm2d(2);
    expect(() => layer.forward(randn([1, 2, 1, 1]))).toThrow('one element a channel');
    expect(layer.eval().forward(randn([1, 2, 1, 1])).shape).toEqual([1, 2, 1, 1]);
  });
});

test('errors name the layer and the shapes', () => {
  const layer = new Conv2d(3, 4, 3);
  expect(() => layer.forward(randn([2, 2, 5, 5]))).toThrow(
    'Conv2d(3, 4): an input of shape [2, 2, 5, 5]; expected [N, 3, H, W]',
  );
  expect(() => layer.forward(randn([2, 3, 2, 2]))).toThrow('the kernel is larger than the padded');
  expect(() => new Conv2d(3, 4, 3, { groups: 2 })).toThrow('do not split into 2 groups');
  expect(() => new Conv2d(3, 4, 3, { padding: -1 }).forward(randn([1, 3, 5, 5]))).toThrow(
    'padding',
  );
  expect(() => new BatchNorm2d(3).forward(randn([2, 4, 5, 5]))).toThrow('expected [N, 3, H, W]');
});

test('a residual convolutional network trains in flat memory', () => {
  const block = () =>
    new Residual(
      new Sequential(
        new Conv2d(8, 8, 3, { padding: 1, bias: false }),
        new BatchNorm2d(8),
        new ReLU(),
        new Conv2d(8, 8, 3, { padding: 1, bias: false }),
        new BatchNorm2d(8),
      ),
      { activation: new ReLU() },
    );
  const model = new Sequential(new Conv2d(1, 8, 3, { padding: 1 }), block(), block());
  const step = (): void => {
    const loss = model
      .forward(randn([4, 1, 6, 6]))
      .square()
      .mean();
    model.zeroGrad();
    backward(loss);
  };
  expectFlatMemory(step, { repeats: 200 });
});
