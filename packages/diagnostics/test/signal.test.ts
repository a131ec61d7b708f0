import { Parameter } from '@plumbline/autograd';
import {
  BatchNorm1d,
  Embedding,
  Identity,
  Linear,
  Module,
  mse,
  ReLU,
  Residual,
  resnet20,
  Sequential,
  Tanh,
  TransformerBlock,
} from '@plumbline/layers';
import {
  eye,
  Generator,
  manualSeed,
  memory,
  rand,
  randint,
  randn,
  type Tensor,
  tensor,
} from '@plumbline/tensor';
import { describe, expect, test } from 'vitest';
import { signalPropagation } from '../src/index.ts';
import { inputs, linears } from './random-network.ts';

describe('signalPropagation', () => {
  test('measures what is worked out by hand', () => {
    const linear = new Linear(2, 2, { bias: false, dtype: 'float64' });
    linear.weight.assign(
      tensor(
        [
          [1, 2],
          [0, -1],
        ],
        { dtype: 'float64' },
      ),
    );
    const model = new Sequential(linear, new Tanh());
    // W x is (1, 0) and (2, -1).
    const x = tensor(
      [
        [1, 0],
        [0, 1],
      ],
      { dtype: 'float64' },
    );
    const { layers } = signalPropagation(model, x, { loss: (y) => y.sum() });
    const [first, second] = layers;
    const [t1, t2] = [Math.tanh(1), Math.tanh(2)];
    expect(first).toMatchObject({ name: '0', kind: 'Linear', block: null, depth: 1 });
    expect(first?.meanSquare).toBeCloseTo((1 + 4 + 1) / 4, 12);
    expect(first?.mean).toBeCloseTo((1 + 2 - 1) / 4, 12);
    expect(first?.correlation).toBeCloseTo(2 / Math.sqrt(5), 12);
    const slopes = [1 - t1 ** 2, 1, 1 - t2 ** 2, 1 - t1 ** 2];
    const square = slopes.reduce((sum, slope) => sum + slope ** 2, 0) / 4;
    expect(first?.gradientMeanSquare).toBeCloseTo(square, 12);
    expect(second).toMatchObject({ name: '1', kind: 'Tanh', gradientMeanSquare: 1 });
    expect(second?.correlation).toBeCloseTo(t2 / Math.hypot(t2, t1), 12);
    expect(second).not.toHaveProperty('depth');
  });

  test('lists layers and blocks as they return, with steps of depth outside of blocks', () => {
    const linear = linears(4, 1);
    const block = () => new Residual(new Sequential(linear(1), new ReLU()));
    const { layers } = signalPropagation(new Sequential(linear(1), block(), block()), inputs(3, 4));
    const rows = layers.map(({ name, kind, block, depth }) => [name, kind, block, depth]);
    expect(rows).toEqual([
      ['0', 'Linear', null, 1],
      ['1.branch.0', 'Linear', '1', undefined],
      ['1.branch.1', 'ReLU', '1', undefined],
      ['1', 'Residual', null, 2],
      ['2.branch.0', 'Linear', '2', undefined],
      ['2.branch.1', 'ReLU', '2', undefined],
      ['2', 'Residual', null, 3],
    ]);
  });

  test('the gradient length counts layers by which the gradient falls by e', () => {
    // Each layer multiplies by 3, forward and backward.
    const linear = () => {
      const layer = new Linear(2, 2, { bias: false, dtype: 'float64' });
      layer.weight.assign(
        tensor(
          [
            [3, 0],
            [0, 3],
          ],
          { dtype: 'float64' },
        ),
      );
      return layer;
    };
    const model = new Sequential(linear(), linear(), linear(), linear());
    const x = tensor(
      [
        [1, 0],
        [1, 1],
      ],
      { dtype: 'float64' },
    );
    const result = signalPropagation(model, x);
    expect(result.gradientLength).toBeCloseTo(-1 / Math.log(9), 9);
    expect(result.correlationLength).toBe(Infinity);
    expect(result.layers.map(({ meanSquare }) => meanSquare)).toEqual(
      [1, 2, 3, 4].map((l) => expect.closeTo(0.75 * 9 ** l, 9)),
    );
  });

  test('disturbs nothing', () => {
    manualSeed(3);
    const model = resnet20();
    const sample = [randn([4, 3, 8, 8]), randint(0, 10, [4])] as const;
    const state = () =>
      Object.entries(model.stateDict()).map(([name, t]) => [name, [...t.dataSync()]]);
    const before = state();
    manualSeed(9);
    const next = rand([3]).dataSync();
    manualSeed(9);
    const { layers } = signalPropagation(model, sample);
    expect(rand([3]).dataSync()).toEqual(next);
    expect(state()).toEqual(before);
    expect(model.parameters().every(({ grad }) => grad === null)).toBe(true);
    expect(layers.every(({ gradientMeanSquare }) => gradientMeanSquare > 0)).toBe(true);
    expect(layers.filter(({ kind }) => kind === 'ResidualBlock').length).toBe(9);
  });

  test('leaves no tensor behind', () => {
    const linear = linears(8, 1);
    const model = new Sequential(linear(1), new BatchNorm1d(8), new Tanh(), linear(1, 1));
    const x = inputs(5, 8);
    signalPropagation(model, x);
    const before = memory();
    for (let i = 0; i < 20; i++) signalPropagation(model, x);
    // Other tests' tensors may be collected meanwhile; one a run that stays would be 20.
    expect(memory().buffers).toBeLessThan(before.buffers + 20);
  });

  test('takes models and samples of any kind', () => {
    manualSeed(2);
    const block = () => new TransformerBlock(8, 2, { dimFeedforward: 16 });
    const words = new Sequential(new Embedding(20, 8), block(), block());
    const { layers, gradientLength } = signalPropagation(words, randint(0, 20, [3, 6]));
    expect(layers.filter(({ kind }) => kind === 'Residual').length).toBe(4);
    expect(layers.filter(({ depth }) => depth !== undefined).length).toBe(5);
    expect(Number.isFinite(gradientLength)).toBe(true);

    const single = signalPropagation(new Linear(3, 2), randn([1, 3])).layers;
    expect(single).toMatchObject([{ name: '(model)', correlation: Number.NaN }]);

    const shared = new Linear(4, 4);
    const twice = signalPropagation(new Sequential(shared, new Tanh(), shared), randn([5, 4]));
    expect(twice.layers.map(({ name }) => name)).toEqual(['0', '1', '0']);
    expect(twice.layers.every(({ predicted }) => predicted?.meanSquare !== undefined)).toBe(true);
  });

  test('passes NaN and zeros on', () => {
    const linear = linears(4, 1);
    const broken = linear(1);
    broken.weight.assign(broken.weight.mul(Number.NaN));
    const nan = signalPropagation(new Sequential(linear(1), broken, new Tanh()), inputs(3, 4));
    expect(nan.layers.map(({ meanSquare }) => meanSquare > 0)).toEqual([true, false, false]);
    expect(nan.layers[2]).toMatchObject({ meanSquare: Number.NaN, correlation: Number.NaN });
    const zero = signalPropagation(new Sequential(linear(1), linear(0), new Tanh()), inputs(3, 4));
    expect(zero.layers[2]).toMatchObject({ meanSquare: 0, correlation: Number.NaN });
    expect(zero.layers[0]?.gradientMeanSquare).toBe(0);
  });

  test('keeps gradients whose squares are below what float32 has', () => {
    // Every layer halves: the mean square of the gradient is a quarter of that of the next one.
    const half = new Linear(3, 3, { bias: false });
    half.weight.assign(eye(3).mul(0.5));
    const model = new Sequential(...Array.from({ length: 100 }, () => half));
    const { layers, gradientLength } = signalPropagation(model, inputs(4, 3));
    const last = layers.at(-1)!.gradientMeanSquare;
    expect(last).toBeGreaterThan(0.1);
    for (const [i, { gradientMeanSquare }] of layers.entries()) {
      expect(gradientMeanSquare / (last * 4 ** (i - 99))).toBeCloseTo(1, 6);
    }
    expect(gradientLength).toBeCloseTo(1 / Math.log(4), 6);
    const huge = signalPropagation(new Linear(3, 3), inputs(4, 3), {
      loss: (y) => y.sum().mul(1e12),
    });
    expect(huge.layers[0]!.gradientMeanSquare / 1e24).toBeCloseTo(1, 6);
  });

  test('uses the loss of the sample', () => {
    const model = new Sequential(new Linear(3, 2), new Identity());
    const [x, y] = [inputs(4, 3), inputs(4, 2)];
    const { layers } = signalPropagation(model, [x, y]);
    const input = new Parameter(model.forward(x));
    const expected = input
      .sub(y)
      .mul(2 / input.size)
      .square()
      .mean()
      .item();
    expect(layers[0]?.gradientMeanSquare).toBeCloseTo(expected, 6);
    const own = signalPropagation(model, [x, y], { loss: (output) => mse(output, y).mul(10) });
    expect(own.layers[0]?.gradientMeanSquare).toBeCloseTo(100 * expected, 4);
  });

  test('refuses an empty sample', () => {
    expect(() => signalPropagation(new Linear(3, 2), randn([0, 3]))).toThrow(
      'signalPropagation: the batch is empty, its input has shape [0, 3]',
    );
  });

  test('predicts as far as there are rules, and from a normalization on again', () => {
    class Halved extends Module {
      forward(input: Tensor): Tensor {
        return input.mul(0.5);
      }
    }
    const linear = linears(16, 1);
    const model = new Sequential(
      linear(1),
      new Halved(),
      linear(1),
      new BatchNorm1d(16),
      new ReLU(),
      linear(1),
    );
    const { layers } = signalPropagation(model, randn([64, 16], { generator: new Generator(1) }));
    const known = layers.map(({ predicted }) => Object.keys(predicted ?? {}));
    expect(known).toEqual([
      ['meanSquare', 'correlation'],
      [],
      [],
      ['meanSquare', 'gradientMeanSquare'],
      ['meanSquare', 'gradientMeanSquare'],
      ['meanSquare', 'gradientMeanSquare'],
    ]);
  });
});
