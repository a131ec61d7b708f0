import { backward } from '@plumbline/autograd';
import { BatchNorm1d, Dropout, Linear, mse, ReLU, Residual, Sequential } from '@plumbline/layers';
import { Generator, randint, randn, type Tensor, tensor, zeros } from '@plumbline/tensor';
import { describe, expect, test } from 'vitest';
import { gradientNoise } from '../src/index.ts';

const dtype = 'float64';
const draw = (seed: number, ...shape: number[]) =>
  randn(shape, { dtype, generator: new Generator(seed) });

/** y = x · 0 against targets of these values: with x = 1 the gradient of an example is -2 y. */
function scalar(...targets: number[]) {
  const model = new Linear(1, 1, { bias: false, dtype });
  model.weight.assign(tensor([[0]], { dtype }));
  const column = targets.map((target) => [target]);
  const ones = targets.map(() => [1]);
  return { model, sample: [tensor(ones, { dtype }), tensor(column, { dtype })] as const };
}

describe('worked out by hand', () => {
  test('two gradients, 1 and 3: |G|² = 3, tr Σ = 2', () => {
    const { model, sample } = scalar(-0.5, -1.5);
    const got = gradientNoise(model, sample);
    expect(got).toMatchObject({ gradients: 2, examplesEach: 1, gradientSquare: 3, variance: 2 });
    expect(got.noiseScale).toBeCloseTo(2 / 3, 12);
    expect(got.layers).toEqual([{ name: '(model)', signalToNoise: 1.5 }]);
  });

  test('a variance is of one example, also where the gradients are of several', () => {
    // Means of pairs: 1 and 3 again, so a pair varies by 2 and one example by 4.
    const { model, sample } = scalar(0, -1, -1, -2, -100);
    const got = gradientNoise(model, sample, { gradients: 2 });
    expect(got).toMatchObject({ gradients: 2, examplesEach: 2, gradientSquare: 3, variance: 4 });
  });

  test('without noise the scale is 0, without signal it is Infinity', () => {
    const clean = scalar(1, 1, 1);
    expect(gradientNoise(clean.model, clean.sample)).toMatchObject({
      gradientSquare: 4,
      variance: 0,
      noiseScale: 0,
      layers: [{ signalToNoise: Number.POSITIVE_INFINITY }],
    });
    const noisy = scalar(1, -1);
    expect(gradientNoise(noisy.model, noisy.sample)).toMatchObject({
      gradientSquare: -4,
      noiseScale: Number.POSITIVE_INFINITY,
      layers: [{ signalToNoise: 0 }],
    });
  });
});

/** Parameters' gradients of one example each, by backward. */
function loop(model: Sequential, x: Tensor, y: Tensor): number[][][] {
  return Array.from({ length: x.shape[0] ?? 0 }, (_, i) => {
    model.zeroGrad();
    backward(mse(model.forward(x.slice([i, i + 1])), y.slice([i, i + 1])));
    return model.parameters().map(({ grad }) => [...(grad?.dataSync() ?? [])]);
  });
}

test('per example it is what a loop over backward() gives, by layer', () => {
  const block = new Residual(new Sequential(new Linear(4, 4, { dtype }), new ReLU()));
  const model = new Sequential(new Linear(3, 4, { dtype }), block, new Linear(4, 2, { dtype }));
  const [x, y] = [draw(1, 6, 3), draw(2, 6, 2)];
  const all = loop(model, x, y);
  model.zeroGrad();
  const got = gradientNoise(model, [x, y], { gradients: 6 });
  expect(got.layers.map(({ name }) => name)).toEqual(['0', '1.branch.0', '2']);
  const n = all.length;
  // The definitions: the mean's |ḡ|² less its own variance, and the variance over n - 1.
  const of = (parameters: number[]) => {
    const vectors = all.map((gradients) => parameters.flatMap((p) => gradients[p]!));
    const mean = vectors[0]!.map((_, k) => vectors.reduce((sum, v) => sum + v[k]!, 0) / n);
    const square = (v: number[]) => v.reduce((sum, a) => sum + a * a, 0);
    const variance =
      vectors.reduce((sum, v) => sum + square(v.map((a, k) => a - mean[k]!)), 0) / (n - 1);
    return { variance, signal: square(mean) - variance / n };
  };
  const whole = of([0, 1, 2, 3, 4, 5]);
  expect(got.variance).toBeCloseTo(whole.variance, 11);
  expect(got.gradientSquare).toBeCloseTo(whole.signal, 11);
  for (const [i, { signalToNoise }] of got.layers.entries()) {
    const { signal, variance } = of([2 * i, 2 * i + 1]);
    expect(signalToNoise).toBeCloseTo(Math.max(signal, 0) / variance, 11);
  }
  expect(model.parameters().every(({ grad }) => grad === null)).toBe(true);
});

describe('linear regression on y = w*ᵀx + σ ε with normal x', () => {
  // g = 2 (δᵀx - σ ε) x for δ = w - w*, so G = 2 δ and E|g|² = 4 (|δ|² (d + 2) + σ² d).
  const [inputs, sigma] = [6, 0.5];
  const delta = [0.3, -0.2, 0.5, 0, 0.1, -0.4];
  const square = delta.reduce((sum, d) => sum + d * d, 0);
  const signal = 4 * square;
  const noise = 4 * (square * (inputs + 1) + sigma ** 2 * inputs);
  const model = new Linear(inputs, 1, { bias: false, dtype });
  model.weight.assign(tensor([delta], { dtype }));
  const measure = (seed: number, examples: number, gradients: number) => {
    const y = draw(2 * seed + 1, examples, 1).mul(sigma);
    return gradientNoise(model, [draw(2 * seed, examples, inputs), y], { gradients });
  };

  test('the estimates agree with the closed form, whatever the size of the parts', () => {
    for (const gradients of [16, 64, 256]) {
      const got = measure(gradients, 4096, gradients);
      expect(Math.abs(got.gradientSquare / signal - 1)).toBeLessThan(0.15);
      expect(Math.abs(got.variance / noise - 1)).toBeLessThan(0.35);
      expect(Math.abs(got.noiseScale / (noise / signal) - 1)).toBeLessThan(0.4);
    }
  });

  test('they are unbiased for small batches too', () => {
    const many = Array.from({ length: 200 }, (_, seed) => measure(1000 + seed, 12, 4));
    const check = (numbers: number[], exact: number) => {
      const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
      const variance = numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (numbers.length - 1);
      const error = Math.sqrt(variance / numbers.length);
      expect(error).toBeLessThan(exact / 5);
      expect(Math.abs(mean - exact)).toBeLessThan(3 * error);
    };
    check(
      many.map(({ gradientSquare }) => gradientSquare),
      signal,
    );
    check(
      many.map(({ variance }) => variance),
      noise,
    );
  });
});

test('nothing of the model moves, and progress counts the gradients', () => {
  const model = new Sequential(new Linear(4, 4), new BatchNorm1d(4), new Dropout(0.5));
  const state = () => Object.values(model.stateDict()).map((t) => [...t.dataSync()]);
  const before = state();
  const calls: [number, number][] = [];
  const sample = [randn([12, 4]), randint(0, 4, [12])] as const;
  const onProgress = (done: number, total: number) => calls.push([done, total]);
  const got = gradientNoise(model, sample, { gradients: 3, onProgress });
  expect(got.examplesEach).toBe(4);
  expect(calls).toEqual([1, 2, 3].map((done) => [done, 3]));
  expect(state()).toEqual(before);
  expect(gradientNoise(model, sample, { gradients: 3 })).toEqual(got);
});

test('layers that get no gradient, and numbers that are not finite', () => {
  const model = new Sequential(new Linear(2, 2, { dtype }), new Linear(2, 1, { dtype }));
  const loss = (output: Tensor) => output.mul(0).mean();
  for (const { signalToNoise } of gradientNoise(model, draw(1, 4, 2), { loss }).layers) {
    expect(signalToNoise).toBe(Number.NaN);
  }
  const x = tensor(
    [
      [Number.NaN, 1],
      [1, 1],
    ],
    { dtype },
  );
  const got = gradientNoise(model, x);
  expect([got.noiseScale, got.gradientSquare, got.variance]).toEqual(new Array(3).fill(Number.NaN));
});

test('errors say what was given', () => {
  const model = new Linear(2, 1);
  const x = randn([3, 2]);
  expect(() => gradientNoise(model, x.slice([0, 1]))).toThrow(/a batch of shape \[1, 2\]/);
  expect(() => gradientNoise(model, x, { gradients: 4 })).toThrow(/4 gradients of a batch of 3/);
  expect(() => gradientNoise(model, x, { gradients: 1 })).toThrow(/gradients must be/);
  expect(() => gradientNoise(model, [x, zeros([2, 1])])).toThrow(/both start with the batch/);
});
