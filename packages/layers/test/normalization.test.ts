import { backward, gradcheck, vjp } from '@plumbline/autograd';
import {
  dispatch,
  Generator,
  keep,
  memory,
  ones,
  ops,
  randn,
  scope,
  type Tensor,
  tensor,
  zeros,
} from '@plumbline/tensor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  BatchNorm1d,
  BatchNorm2d,
  GroupNorm,
  InstanceNorm2d,
  LayerNorm,
  RMSNorm,
} from '../src/index.ts';
import { expectClose, expectSame } from './close.ts';
import { expectFlatMemory } from './flat-memory.ts';

const float64 = { dtype: 'float64', generator: new Generator(9) } as const;

describe('GroupNorm', () => {
  test('gives every group of every sample mean 0 and (biased) variance 1', () => {
    const size = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(size, size, size, fc.nat(1e6), (samples, groups, channels, seed) => {
        const random = { dtype: 'float64', generator: new Generator(seed) } as const;
        const x = randn([samples, groups * channels, 3, 2], random)
          .mul(5)
          .add(2);
        const layer = new GroupNorm(groups, groups * channels, { dtype: 'float64', eps: 0 });
        const rows = layer.forward(x).reshape([samples * groups, channels * 6]);
        expectClose(rows.mean(1), zeros([samples * groups]), 1e-10);
        expectClose(rows.var(1, { correction: 0 }), ones([samples * groups]), 1e-10);
      }),
    );
  });

  test('its gradients agree with differences; errors', () => {
    const layer = new GroupNorm(2, 4, { dtype: 'float64' });
    gradcheck((x) => layer.forward(x), [randn([2, 4, 3], float64)]);
    expect(() => new GroupNorm(2, 5)).toThrow('5 channels do not split into 2 groups');
    expect(() => layer.forward(randn([2, 3, 3], float64))).toThrow(
      'GroupNorm(2, 4): an input of shape [2, 3, 3]; expected [N, 4, ...]',
    );
    expect(new GroupNorm(2, 4, { affine: false }).parameters()).toEqual([]);
  });
});

describe('InstanceNorm2d', () => {
  test('is GroupNorm with a group a channel', () => {
    const x = randn([3, 4, 2, 3], float64);
    const layer = new InstanceNorm2d(4, { dtype: 'float64' });
    const group = new GroupNorm(4, 4, { dtype: 'float64' });
    expectClose(layer.forward(x), group.forward(x), 1e-13);
    expect(Object.keys(layer.stateDict())).toEqual([]);
    expectSame(layer.eval().forward(x), layer.train().forward(x));
  });

  test('its gradients agree with differences', () => {
    const layer = new InstanceNorm2d(2, { affine: true, dtype: 'float64' });
    gradcheck((x) => layer.forward(x), [randn([2, 2, 2, 2], float64)]);
  });

  test('an image of one element has no variance', () => {
    expect(() => new InstanceNorm2d(2).forward(ones([3, 2, 1, 1]))).toThrow(
      'InstanceNorm2d(2): one element a channel has no variance; use a larger image',
    );
  });
});

describe('BatchNorm1d', () => {
  test('is BatchNorm2d of images of one column', () => {
    const [one, two] = [new BatchNorm1d(3), new BatchNorm2d(3)];
    const x = randn([4, 3, 5]);
    expectSame(one.forward(x), two.forward(x.unsqueeze(3)).squeeze(3));
    expectSame(one.running_var!, two.running_var!);
    expectSame(one.eval().forward(x), two.eval().forward(x.unsqueeze(3)).squeeze(3));
    expect(() => one.forward(ones([2, 4]))).toThrow(
      'BatchNorm1d(3): an input of shape [2, 4]; expected [N, 3] or [N, 3, L]',
    );
  });

  test('momentum null: the estimates are the means over all batches', () => {
    const layer = new BatchNorm1d(2, { momentum: null, dtype: 'float64' });
    const batches = [1, 2, 3].map(() => randn([5, 2], float64));
    for (const batch of batches) layer.forward(batch);
    const sum = batches.reduce(
      (total, batch) => total.add(batch.mean(0)),
      zeros([2], { dtype: 'float64' }),
    );
    expectClose(layer.running_mean!, sum.div(3), 1e-14);
    expect(layer.num_batches_tracked!.item()).toBe(3);
  });

  test('without running estimates eval uses the batch', () => {
    const layer = new BatchNorm1d(2, { trackRunningStats: false, affine: false });
    const x = randn([4, 2]);
    expect(Object.keys(layer.stateDict())).toEqual([]);
    expectSame(layer.eval().forward(x), layer.train().forward(x));
  });
});

describe('LayerNorm', () => {
  /** Gradients of the input, weight and bias, made by the kernels or of ops that have gradients. */
  function gradientsOf(dtype: 'float32' | 'float64', createGraph: boolean): Tensor[] {
    const [x, w, b] = [
      [5, 2, 37],
      [2, 37],
      [2, 37],
    ].map((shape, i) => randn(shape, { dtype: 'float64', generator: new Generator(i) }).to(dtype));
    const run = (...[x, w, b]: Tensor[]) => dispatch(ops.layerNorm, [x!, w!, b!], { eps: 1e-5 });
    const { value, pullback } = vjp(run, x!, w!, b!);
    return pullback(value.sin(), { createGraph });
  }

  test('its gradients are the same by kernels and by ops, float32 and float64', () => {
    const expected = gradientsOf('float64', true);
    for (const [dtype, createGraph, tolerance] of [
      ['float64', false, 1e-13],
      ['float32', false, 5e-6],
      ['float32', true, 5e-6],
    ] as const) {
      for (const [i, gradient] of gradientsOf(dtype, createGraph).entries()) {
        expectClose(gradient, expected[i]!, tolerance);
      }
    }
  });

  test("a parameter's gradient keeps no memory but its own", () => {
    const [layer, x] = [new LayerNorm(8), keep(randn([100, 8]))];
    const before = memory().bytes;
    scope(() => backward(layer.forward(x).square().sum()));
    expect(memory().bytes - before).toBe(2 * 8 * 4);
  });
});

describe('RMSNorm', () => {
  test('makes the mean square 1, and does not center', () => {
    const layer = new RMSNorm(4);
    expectClose(layer.forward(tensor([[2, 2, 2, 2]])), [1, 1, 1, 1], 1e-6);
    const x = randn([3, 4]).mul(100);
    expectClose(layer.forward(x).square().mean(1), ones([3]), 1e-5);
    expectSame(layer.forward(zeros([4])), zeros([4]));
  });

  test('its gradients agree with differences; errors', () => {
    const layer = new RMSNorm([2, 3], { dtype: 'float64' });
    gradcheck((x) => layer.forward(x), [randn([2, 2, 3], float64)]);
    expect(() => layer.forward(ones([3, 2], { dtype: 'float64' }))).toThrow(
      'RMSNorm: an input of shape [3, 2]; its last axes must be [2, 3]',
    );
    expect(() => new RMSNorm([])).toThrow('normalizedShape is empty');
    expect(new RMSNorm(3, { elementwiseAffine: false }).parameters()).toEqual([]);
  });
});

test.each([
  new GroupNorm(2, 4),
  new InstanceNorm2d(4, { affine: true, trackRunningStats: true }),
  new BatchNorm2d(4, { momentum: null }),
  new LayerNorm([4, 3, 3]),
  new LayerNorm(3, { bias: false }),
])('%o trains in flat memory', (layer) => {
  const step = (): void => {
    layer.zeroGrad();
    backward(
      layer
        .forward(randn([2, 4, 3, 3]))
        .square()
        .mean(),
    );
  };
  expectFlatMemory(step);
});
