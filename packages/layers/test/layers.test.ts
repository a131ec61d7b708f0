import { backward, grad, gradcheck, Parameter } from '@plumbline/autograd';
import { Generator, ones, randn, tensor, zeros } from '@plumbline/tensor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ELU,
  Flatten,
  GELU,
  Hardsigmoid,
  Hardswish,
  LayerNorm,
  LeakyReLU,
  Linear,
  LogSigmoid,
  Mish,
  PReLU,
  prelu,
  ReLU,
  ReLU6,
  SELU,
  Sequential,
  SiLU,
  Softmax,
  Softplus,
  Tanh,
} from '../src/index.ts';
import { expectClose, expectSame } from './close.ts';

const float64 = { dtype: 'float64' } as const;
const generator = new Generator(5);

describe('Linear', () => {
  test('is x Wᵀ + b, for a vector, a batch and a batch of batches', () => {
    const layer = new Linear(3, 2);
    layer.weight.assign(
      tensor([
        [1, 2, 3],
        [4, 5, 6],
      ]),
    );
    layer.bias?.assign(tensor([10, 20]));
    expectSame(layer.forward(tensor([1, 0, -1])), tensor([8, 18]));
    expectSame(
      layer.forward(
        tensor([
          [1, 0, -1],
          [0, 1, 0],
        ]),
      ),
      tensor([
        [8, 18],
        [12, 25],
      ]),
    );
    expect(layer.forward(ones([4, 5, 3])).shape).toEqual([4, 5, 2]);
    expect(layer.forward(ones([0, 3])).shape).toEqual([0, 2]);
    expect([layer.inFeatures, layer.outFeatures]).toEqual([3, 2]);
  });

  test('starts uniform in ±1/√in, weight and bias', () => {
    const layer = new Linear(100, 400, { generator });
    for (const parameter of layer.parameters()) {
      const values = parameter.dataSync();
      expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(0.1);
      expect(Math.max(...values)).toBeGreaterThan(0.099);
      // The variance of a uniform distribution is width² / 12.
      expect(parameter.var().item()).toBeCloseTo(0.2 ** 2 / 12, 3);
    }
  });

  test('the same generator makes the same layer; dtype and bias are options', () => {
    const make = () => new Linear(4, 3, { generator: new Generator(9), dtype: 'float64' });
    expectSame(make().weight, make().weight);
    expect(make().bias?.dtype).toBe('float64');
    expect(new Linear(4, 3, { bias: false }).bias).toBeNull();
  });

  test('its gradients agree with differences', () => {
    const layer = new Linear(3, 4, float64);
    const x = randn([2, 5, 3], { ...float64, generator });
    gradcheck((input) => layer.forward(input).square(), [x]);
    const [g, vector] = [ones([2, 5, 4], float64), x.reshape([10, 3])];
    backward(layer.forward(x), { gradient: g });
    expectClose(layer.bias!.grad!, [10, 10, 10, 10], 1e-12);
    const sums = vector.sum(0).dataSync();
    expectClose(layer.weight.grad!, [...sums, ...sums, ...sums, ...sums], 1e-12);
  });

  test('errors name the sizes', () => {
    expect(() => new Linear(784, 10).forward(ones([32, 100]))).toThrow(
      'Linear(784, 10): an input of shape [32, 100]; its last axis must have size 784',
    );
    expect(() => new Linear(784, 10).forward(ones([]))).toThrow('its last axis must have size 784');
    expect(() => new Linear(0, 10)).toThrow(
      'Linear: the number of input features must be a whole number from 1 up, got 0',
    );
    expect(() => new Linear(3, 1.5)).toThrow('the number of output features');
  });
});

describe('activations', () => {
  test('ReLU and Tanh', () => {
    const x = tensor([-2, 0, 0.5]);
    expectSame(new ReLU().forward(x), tensor([0, 0, 0.5]));
    expectClose(new Tanh().forward(x), [-2, 0, 0.5].map(Math.tanh), 1e-6);
  });

  test('GELU is x Φ(x)', () => {
    // Φ from tables: scipy.stats.norm.cdf
    const [x, cdf] = [
      [-3, -1, -0.5, 0, 0.5, 1, 3],
      [
        0.0013498980316300933, 0.15865525393145707, 0.3085375387259869, 0.5, 0.6914624612740131,
        0.8413447460685429, 0.9986501019683699,
      ],
    ];
    const expected = x.map((value, i) => value * (cdf[i] ?? 0));
    expectClose(new GELU().forward(tensor(x, float64)), expected, 1e-12);
    expectClose(new GELU().forward(tensor(x)), expected, 1e-6);
  });

  test.each([
    new GELU(),
    new GELU({ approximate: 'tanh' }),
    new Tanh(),
    new ELU({ alpha: 2 }),
    new SELU(),
    new SiLU(),
    new Mish(),
    new Softplus({ beta: 3 }),
    new LogSigmoid(),
    new Hardswish(),
    new Softmax(0),
  ])('gradients agree with differences: %o', (layer) => {
    const x = randn([3, 4], { ...float64, generator });
    gradcheck((input) => layer.forward(input), [x]);
    gradcheck(
      grad((input) => layer.forward(input).square().sum()),
      [x],
    );
  });

  test('softplus has all digits of small results, and does not overflow', () => {
    const x = [-80, -20, -9, -1, 0, 1, 9, 20, 80];
    const y = new Softplus().forward(tensor(x)).dataSync();
    for (const [i, value] of x.entries()) {
      const expected = Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value)));
      expect(Math.abs(y[i]! - expected) / expected).toBeLessThan(1e-6);
    }
  });

  test('NaN stays NaN, and large numbers have gradients', () => {
    const smooth = [
      new ELU(),
      new SELU(),
      new GELU(),
      new SiLU(),
      new Softplus(),
      new LogSigmoid(),
    ];
    const bent = [new ReLU(), new ReLU6(), new LeakyReLU(), new Hardsigmoid(), new Hardswish()];
    for (const layer of [...smooth, new Mish(), ...bent]) {
      expect(layer.forward(tensor([Number.NaN])).item()).toBeNaN();
      const slopes = grad((x) => layer.forward(x).sum())(tensor([-200, 200])).dataSync();
      for (const slope of slopes) expect(Number.isFinite(slope)).toBe(true);
    }
  });

  test('prelu takes one slope, or one a channel', () => {
    const x = ones([1, 2, 2]).neg();
    expectClose(prelu(x, tensor([0.1, 0.2])), [-0.1, -0.1, -0.2, -0.2], 1e-7);
    expect(() => prelu(x, ones([3]))).toThrow(
      'prelu: slopes of shape [3] for an input of shape [1, 2, 2]; expected [1] or [2]',
    );
    expectClose(new PReLU(2).weight, [0.25, 0.25], 0);
    const approximate: object = { approximate: 'erf' };
    expect(() => new GELU(approximate)).toThrow("approximate is 'none' or 'tanh', got 'erf'");
  });
});

describe('Sequential', () => {
  test('is the composition of its layers; without any, the identity', () => {
    const [a, b] = [new Linear(3, 4), new Linear(4, 2)];
    const x = randn([2, 3]);
    expectSame(new Sequential(a, new ReLU(), b).forward(x), b.forward(a.forward(x).relu()));
    expectSame(new Sequential().forward(x), x);
  });

  test('iterates, has a length and an at', () => {
    const [a, b] = [new ReLU(), new Tanh()];
    const model = new Sequential(a, b);
    expect([...model]).toEqual([a, b]);
    expect(model.length).toBe(2);
    expect(model.at(0)).toBe(a);
    expect(model.at(-1)).toBe(b);
    expect(() => model.at(2)).toThrow('Sequential: no module at 2, there are 2');
  });

  test('of an object has its names, in its order', () => {
    const [fc1, act, fc2] = [new Linear(3, 4), new ReLU(), new Linear(4, 2)];
    const [x, model] = [randn([2, 3]), new Sequential({ fc1, act, fc2 })];
    expectSame(model.forward(x), new Sequential(fc1, act, fc2).forward(x));
    expect(model.children()).toEqual(Object.entries({ fc1, act, fc2 }));
    expect(Object.keys(model.stateDict())[0]).toBe('fc1.weight');
    expect([...model]).toEqual([fc1, act, fc2]);
    expect(model.at('act')).toBe(act);
    expect(model.at(-1)).toBe(fc2);
    expect(() => model.at('fc3')).toThrow('Sequential: no module at fc3, there are 3');
    expect(() => new Sequential({ 'a.b': act })).toThrow("Sequential: a dot in the name 'a.b'");
  });
});

test('Flatten joins the axes from startAxis on', () => {
  const x = randn([2, 3, 4, 5]);
  expect(new Flatten().forward(x).shape).toEqual([2, 60]);
  expect(new Flatten(0).forward(x).shape).toEqual([120]);
  expect(new Flatten(2).forward(x).shape).toEqual([2, 3, 20]);
  expect(new Flatten().forward(zeros([0, 3, 4])).shape).toEqual([0, 12]);
  expect(() => new Flatten(4).forward(x)).toThrow('flatten: axis 4 is out of range');
});

describe('LayerNorm', () => {
  test('gives every sample mean 0 and (biased) variance 1', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 2, max: 6 }), { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 4 }),
        fc.nat(1e6),
        (normalized, batch, seed) => {
          const random = { ...float64, generator: new Generator(seed) };
          const x = randn([batch, ...normalized], random)
            .mul(3)
            .add(7);
          const layer = new LayerNorm(normalized, { ...float64, eps: 0 });
          const rows = layer.forward(x).reshape([batch, -1]);
          expectClose(rows.mean(1), zeros([batch]), 1e-10);
          expectClose(rows.var(1, { correction: 0 }), ones([batch]), 1e-10);
        },
      ),
    );
  });

  test('against the formula, with weight, bias and eps', () => {
    const layer = new LayerNorm(4, { ...float64, eps: 0.5 });
    layer.weight?.assign(tensor([1, 2, 3, 4], float64));
    layer.bias?.assign(tensor([0.5, 0, -0.5, 1], float64));
    // mean 2.5, biased variance 1.25
    const normalized = [-1.5, -0.5, 0.5, 1.5].map((x) => x / Math.sqrt(1.75));
    const expected = [0.5, 0, -0.5, 1].map((bias, i) => normalized[i]! * (i + 1) + bias);
    expectClose(layer.forward(tensor([[1, 2, 3, 4]], float64)), expected, 1e-14);
  });

  test('a constant row becomes the bias, not NaN', () => {
    expectSame(new LayerNorm(3).forward(ones([2, 3])), zeros([2, 3]));
  });

  test('its gradients agree with differences, also those of weight and bias', () => {
    const x = randn([3, 2, 4], { ...float64, generator });
    const layer = new LayerNorm([2, 4], float64);
    gradcheck((input) => layer.forward(input), [x]);
    backward(layer.forward(x).square().sum());
    expect(layer.weight?.grad?.shape).toEqual([2, 4]);
    expectClose(layer.bias!.grad!, layer.forward(x).mul(2).sum(0), 1e-12);
  });

  test('without parameters, and errors', () => {
    const plain = new LayerNorm(4, { elementwiseAffine: false });
    expect(plain.parameters()).toEqual([]);
    expect(plain.forward(randn([2, 4])).shape).toEqual([2, 4]);
    expect(() => plain.forward(ones([4, 2]))).toThrow(
      'LayerNorm: an input of shape [4, 2]; its last axes must be [4]',
    );
    expect(() => new LayerNorm([])).toThrow('LayerNorm: normalizedShape is empty');
    expect(() => new LayerNorm(-1)).toThrow('must be a whole number from 1 up, got -1');
    expect(new LayerNorm(3).weight).toBeInstanceOf(Parameter);
  });
});
