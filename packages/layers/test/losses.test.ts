import { grad, gradcheck } from '@plumbline/autograd';
import { Generator, oneHot, ones, randint, randn, tensor, zeros } from '@plumbline/tensor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crossEntropy, mse } from '../src/index.ts';
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
