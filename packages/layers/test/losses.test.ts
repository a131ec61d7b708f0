import { grad, gradcheck } from '@plumbline/autograd';
import { Generator, oneHot, ones, randint, randn, tensor, zeros } from '@plumbline/tensor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bce,
  bceWithLogits,
  cosineEmbedding,
  crossEntropy,
  huber,
  klDiv,
  l1,
  mse,
  nll,
  smoothL1,
} from '../src/index.ts';
import { expectClose } from './close.ts';

const float64 = { dtype: 'float64' } as const;
const sizes = [
  fc.integer({ min: 1, max: 6 }),
  fc.integer({ min: 1, max: 7 }),
  fc.nat(1e6),
] as const;
const labels = (...classes: number[]) => tensor(classes, { dtype: 'int32' });

describe('crossEntropy', () => {
  test('is log Σ exp(logits) - logits[label], and its gradient softmax - one-hot', () => {
    fc.assert(
      fc.property(...sizes, (samples, classes, seed) => {
        const generator = new Generator(seed);
        const logits = randn([samples, classes], { ...float64, generator }).mul(3);
        const right = randint(0, classes, [samples], { generator });
        const chosen = logits.mul(oneHot(right, classes)).sum(1);
        const expected = logits.exp().sum(1).log().sub(chosen);
        expectClose(crossEntropy(logits, right, { reduction: 'none' }), expected, 1e-12);
        expectClose(crossEntropy(logits, right, { reduction: 'sum' }), expected.sum(), 1e-12);
        expectClose(crossEntropy(logits, right), expected.mean(), 1e-12);

        const gradient = grad((input) => crossEntropy(input, right))(logits);
        const closed = logits.softmax().sub(oneHot(right, classes)).div(samples);
        expectClose(gradient, closed, 1e-12);
      }),
    );
  });

  test('its gradient agrees with differences', () => {
    const logits = randn([3, 4], { ...float64, generator: new Generator(2) });
    gradcheck((x) => crossEntropy(x, labels(0, 3, 3)), [logits]);
    gradcheck((x) => crossEntropy(x, labels(0, 3, 3), { reduction: 'none' }), [logits]);
  });

  test('of equal logits is log C, and large logits do not overflow', () => {
    expect(crossEntropy(zeros([5, 10]), labels(0, 1, 2, 3, 4)).item()).toBeCloseTo(Math.log(10), 6);
    expect(crossEntropy(tensor([[1000, 0]]), labels(0)).item()).toBe(0);
    expect(crossEntropy(tensor([[1000, 0]]), labels(1)).item()).toBe(1000);
  });

  test('of probabilities: one-hot is the label, and smoothing mixes in even ones', () => {
    fc.assert(
      fc.property(...sizes, (samples, classes, seed) => {
        const generator = new Generator(seed);
        const logits = randn([samples, classes], { ...float64, generator });
        const right = randint(0, classes, [samples], { generator });
        const certain = oneHot(right, classes, float64);
        expectClose(crossEntropy(logits, certain), crossEntropy(logits, right), 1e-12);
        const smooth = certain.mul(0.7).add(0.3 / classes);
        const smoothed = crossEntropy(logits, right, { labelSmoothing: 0.3 });
        expectClose(crossEntropy(logits, smooth), smoothed, 1e-12);
        expectClose(nll(logits.logSoftmax(), right), crossEntropy(logits, right), 1e-12);
      }),
    );
  });

  test('ignored labels change nothing, whatever their logits are', () => {
    const logits = randn([4, 3], { ...float64, generator: new Generator(3) });
    const some = logits.slice([1, 3]);
    expectClose(
      crossEntropy(logits, labels(-100, 2, 0, -100)),
      crossEntropy(some, labels(2, 0)),
      1e-14,
    );
    const gradient = grad((x) => crossEntropy(x, labels(-100, 2, 0, -100)))(logits);
    expectClose(gradient.slice([0, 1]), [0, 0, 0], 0);
    for (const dtype of ['float32', 'float64'] as const) {
      const broken = tensor(
        [
          [Number.NaN, 0, Number.POSITIVE_INFINITY],
          [0, 0, 0],
        ],
        { dtype },
      );
      expectClose(crossEntropy(broken, labels(-100, 1)), [Math.log(3)], 1e-6);
      const sloped = grad((x) => crossEntropy(x, labels(-100, 1)))(broken);
      expectClose(sloped.slice([0, 1]), [0, 0, 0], 0);
    }
    for (const ignoreIndex of [Number.NaN, 1.5, 2 ** 32]) {
      expect(() => crossEntropy(logits, labels(0, 2, 0, 1), { ignoreIndex })).toThrow(
        `ignoreIndex is ${ignoreIndex}; expected an int32 label, or null`,
      );
    }
    expect(() => crossEntropy(logits, labels(-100, 2, 0, 1), { ignoreIndex: null })).toThrow(
      'label -100 at [0] is none of 3 classes',
    );
  });

  test('gradients of smoothing, weights and probabilities agree with differences', () => {
    const random = { ...float64, generator: new Generator(4) };
    const [logits, weight] = [randn([3, 4], random), tensor([1, 2, 0.5, 3], float64)];
    const options = { weight, labelSmoothing: 0.2 };
    gradcheck((x) => crossEntropy(x, labels(0, 3, -100), options), [logits]);
    gradcheck((x, p) => crossEntropy(x, p, options), [logits, randn([3, 4], random)]);
  });

  test('errors name shapes, dtypes and the label that is no class', () => {
    const logits = ones([3, 4]);
    expect(() => crossEntropy(logits, labels(0, 1))).toThrow(
      'crossEntropy: scores [3, 4] and labels [2]; expected [N, C] and [N]',
    );
    expect(() => crossEntropy(ones([3]), labels(0, 1, 2))).toThrow('expected [N, C] and [N]');
    expect(() => crossEntropy(logits, ones([3]))).toThrow("labels.to('int32')");
    expect(() => crossEntropy(logits, labels(0, 4, 1))).toThrow(
      'crossEntropy: label 4 at [1] is none of 4 classes',
    );
    expect(() => crossEntropy(logits, labels(0, -1, 1))).toThrow(
      'label -1 at [1] is none of 4 classes',
    );
    expect(() => nll(logits, labels(0, 4, 1))).toThrow('nll: a label is none of 4 classes');
    expect(() => crossEntropy(logits, labels(0, 1, 2), { weight: ones([3]) })).toThrow(
      'weight is float32 [3]; expected float32 [4]',
    );
    expect(() => crossEntropy(ones([0, 4]), labels())).toThrow('the mean of an empty batch');
    const reduction: object = { reduction: 'average' };
    expect(() => crossEntropy(logits, labels(0, 1, 2), reduction)).toThrow("got 'average'");
  });
});

describe('mse', () => {
  test('is the mean of squares; its gradient 2 (prediction - target) / count', () => {
    fc.assert(
      fc.property(...sizes, (rows, columns, seed) => {
        const random = { ...float64, generator: new Generator(seed) };
        const [a, b] = [randn([rows, columns], random), randn([rows, columns], random)];
        const squares = a.sub(b).pow(2);
        expectClose(mse(a, b, { reduction: 'none' }), squares, 1e-14);
        expectClose(mse(a, b, { reduction: 'sum' }), squares.sum(), 1e-12);
        expectClose(mse(a, b), squares.mean(), 1e-12);
        const gradient = grad((input) => mse(input, b))(a);
        expectClose(gradient, a.sub(b).mul(2 / (rows * columns)), 1e-12);
      }),
    );
  });

  test('does not broadcast: [N, 1] against [N] is an error', () => {
    expect(() => mse(ones([3, 1]), ones([3]))).toThrow(
      'mse: a prediction of [3, 1] for a target of [3]; the shapes must be equal',
    );
  });
});

describe('binary cross entropy', () => {
  test('of logits is -ln σ(±x), to the last digits of small losses', () => {
    const logits = tensor([-40, -12, -1, 0, 1, 12, 40]);
    const surprise = (x: number): number => Math.log1p(Math.exp(-Math.abs(x))) + Math.max(-x, 0);
    const expected = [-40, -12, -1, 0, 1, 12, 40].map(surprise);
    const losses = bceWithLogits(logits, ones([7]), { reduction: 'none' }).dataSync();
    for (const [i, value] of expected.entries()) {
      expect(Math.abs(losses[i]! - value) / value).toBeLessThan(1e-6);
    }
  });

  test('of probabilities is that of their logits', () => {
    const random = { ...float64, generator: new Generator(5) };
    const [x, target] = [randn([3, 4], random), randn([3, 4], random).sigmoid()];
    expectClose(bce(x.sigmoid(), target), bceWithLogits(x, target), 1e-12);
    gradcheck((p, t) => bce(p.sigmoid(), t), [x, target]);
    gradcheck((p, t) => bceWithLogits(p, t, { posWeight: tensor(2, float64) }), [x, target]);
  });

  test('of certainty is at most 100, without NaN in the gradient', () => {
    const certain = tensor([0, 1, 0, 1]);
    const target = tensor([0, 1, 1, 0]);
    expectClose(bce(certain, target, { reduction: 'none' }), [0, 0, 100, 100], 0);
    const gradient = grad((p) => bce(p, target, { reduction: 'sum' }))(certain);
    for (const value of gradient.dataSync()) expect(Number.isFinite(value)).toBe(true);
    expect(bce(tensor([1.5]), tensor([1])).item()).toBeNaN();
  });

  test('a weight that would enlarge the losses is an error', () => {
    expect(() => bce(ones([3]), ones([3]), { weight: ones([2, 3]) })).toThrow(
      "bce: weight: a shape of [2, 3] is larger than the losses' [3]",
    );
    expect(() => bceWithLogits(ones([3]), ones([1, 3]))).toThrow('the shapes must be equal');
  });
});

describe('distances', () => {
  test('huber is a parabola that goes on as a line; smoothL1 is huber / delta', () => {
    const [x, zero] = [tensor([-3, -0.5, 0, 0.5, 2]), zeros([5])];
    const options = { reduction: 'none' } as const;
    expectClose(huber(x, zero, { ...options, delta: 2 }), [4, 0.125, 0, 0.125, 2], 0);
    expectClose(smoothL1(x, zero, { ...options, beta: 2 }), [2, 0.0625, 0, 0.0625, 1], 0);
    expectClose(smoothL1(x, zero, { ...options, beta: 0 }), l1(x, zero, options), 0);
    const random = { ...float64, generator: new Generator(6) };
    gradcheck((a, b) => huber(a, b, { delta: 0.7 }), [randn([9], random), randn([9], random)]);
  });

  test('the divergence of a distribution from itself is 0, and else positive', () => {
    const random = { ...float64, generator: new Generator(7) };
    const [p, q] = [randn([3, 4], random).softmax(), randn([3, 4], random).softmax()];
    const options = { reduction: 'batchMean' } as const;
    expectClose(klDiv(p.log(), p, options), [0], 1e-14);
    expect(klDiv(q.log(), p, options).item()).toBeGreaterThan(0);
    expectClose(klDiv(tensor([0, -1]), tensor([1, 0]), options), [0], 0);
    gradcheck((a, b) => klDiv(a, b, options), [q.log(), p]);
    gradcheck((a, b) => klDiv(a, b, { ...options, logTarget: true }), [q.log(), p.log()]);
  });

  test('cosineEmbedding of parallel and opposite vectors', () => {
    const a = tensor([
      [1, 2],
      [1, 2],
      [0, 0],
    ]);
    const b = a.mul(tensor([[3], [-3], [1]]));
    const options = { reduction: 'none' } as const;
    expectClose(cosineEmbedding(a, b, ones([3]), options), [0, 2, 1], 1e-6);
    expectClose(cosineEmbedding(a, b, ones([3]).neg(), options), [1, 0, 0], 1e-6);
    expect(() => cosineEmbedding(a, b, ones([2]))).toThrow('expected [N, D] and [N]');
  });
});
