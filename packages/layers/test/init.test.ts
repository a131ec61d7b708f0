import { Generator, keep, ones, type Shape, type Tensor } from '@plumbline/tensor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  Conv1d,
  Conv2d,
  ConvTranspose2d,
  init,
  initialize,
  LayerNorm,
  Linear,
  resnet20,
  Sequential,
} from '../src/index.ts';
import { expectClose, expectSame } from './close.ts';

/** Mean, standard deviation and largest absolute value. */
function statistics(values: Tensor): { mean: number; std: number; largest: number } {
  const [mean, std] = [values.mean().item(), Math.sqrt(values.var().item())];
  return { mean, std, largest: values.abs().max().item() };
}

const shape = [250, 80, 2, 2];
const [fanIn, fanOut] = [320, 1000];
const options = () => ({ generator: new Generator(11) });

interface Expected {
  readonly name: string;
  readonly make: () => Tensor;
  readonly std: number;
  readonly isUniform: boolean;
}
const distributions: Expected[] = [
  {
    name: 'kaimingUniform',
    make: () => init.kaimingUniform(shape, options()),
    std: Math.sqrt(2 / fanIn),
    isUniform: true,
  },
  {
    name: 'kaimingUniform as in Linear',
    make: () => init.kaimingUniform(shape, { ...options(), a: Math.sqrt(5) }),
    std: Math.sqrt(1 / 3 / fanIn),
    isUniform: true,
  },
  {
    name: 'kaimingNormal, fanOut, tanh',
    make: () => init.kaimingNormal(shape, { ...options(), mode: 'fanOut', nonlinearity: 'tanh' }),
    std: 5 / 3 / Math.sqrt(fanOut),
    isUniform: false,
  },
  {
    name: 'xavierUniform',
    make: () => init.xavierUniform(shape, options()),
    std: Math.sqrt(2 / (fanIn + fanOut)),
    isUniform: true,
  },
  {
    name: 'xavierNormal with a gain',
    make: () => init.xavierNormal(shape, { ...options(), gain: 3 }),
    std: 3 * Math.sqrt(2 / (fanIn + fanOut)),
    isUniform: false,
  },
];

describe('distributions', () => {
  test.each(distributions)(
    '$name has its mean, deviation and bounds',
    ({ make, std, isUniform }) => {
      const found = statistics(make());
      // 80,000 elements: the mean is within 5 of its standard errors, the deviation within 2 %.
      expect(Math.abs(found.mean)).toBeLessThan((5 * std) / Math.sqrt(80_000));
      expect(found.std / std).toBeGreaterThan(0.98);
      expect(found.std / std).toBeLessThan(1.02);
      const bound = Math.sqrt(3) * std;
      if (isUniform) expect(found.largest).toBeLessThanOrEqual(bound * (1 + 1e-6));
      expect(found.largest).toBeGreaterThan(isUniform ? 0.999 * bound : 3.5 * std);
      expectSame(make(), make());
    },
  );

  test('normal and uniform', () => {
    const normal = statistics(init.normal([100, 100], { ...options(), mean: 2, std: 0.5 }));
    expect(normal.mean).toBeCloseTo(2, 1);
    expect(normal.std).toBeCloseTo(0.5, 1);
    const uniform = init.uniform([100, 100], { ...options(), low: -3, high: -1 });
    expect(uniform.min().item()).toBeGreaterThanOrEqual(-3);
    expect(uniform.max().item()).toBeLessThanOrEqual(-1);
    expect(statistics(uniform).mean).toBeCloseTo(-2, 1);
    expectSame(init.uniform([3], { low: 1, high: 1 }), ones([3]));
  });

  test('zeros and constant', () => {
    expectClose(init.zeros([2, 2]), [0, 0, 0, 0], 0);
    expectClose(init.constant([3], { value: 1.5, dtype: 'float64' }), [1.5, 1.5, 1.5], 0);
    expect(init.constant([3], { dtype: 'float64' }).dtype).toBe('float64');
  });

  test('errors', () => {
    expect(() => init.kaimingNormal([5])).toThrow(
      'a weight of shape [5] has no fan in and out: it needs two axes or more',
    );
    expect(() => init.normal([2], { std: -1 })).toThrow(
      'normal: no distribution has mean 0 and standard deviation -1',
    );
    expect(() => init.uniform([2], { low: 1, high: 0 })).toThrow('uniform: [1, 0) is no interval');
  });
});

test('gains are those of PyTorch', () => {
  expect(init.calculateGain('linear')).toBe(1);
  expect(init.calculateGain('sigmoid')).toBe(1);
  expect(init.calculateGain('tanh')).toBe(5 / 3);
  expect(init.calculateGain('relu')).toBe(Math.SQRT2);
  expect(init.calculateGain('leakyRelu', 1)).toBe(1);
  expect(init.calculateGain('selu')).toBe(0.75);
});

describe('orthogonal', () => {
  test('has orthonormal rows, or columns where they are fewer, times the gain', () => {
    const size = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(size, size, fc.nat(1e6), (rows, columns, seed) => {
        const random = { dtype: 'float64', generator: new Generator(seed), gain: 2 } as const;
        const w = init.orthogonal([rows, columns], random);
        const products = rows <= columns ? w.matmul(w.transpose()) : w.transpose().matmul(w);
        const n = Math.min(rows, columns);
        const identity = Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 4 : 0));
        expectClose(products, identity, 1e-12);
      }),
    );
  });

  test('of a large square keeps norms; a kernel counts into the columns', () => {
    const w = init.orthogonal([200, 200], options());
    const x = ones([200, 1]);
    expect(w.matmul(x).norm().item()).toBeCloseTo(Math.sqrt(200), 4);
    const kernel = init.orthogonal([4, 3, 2, 2], { ...options(), dtype: 'float64' });
    expect(kernel.shape).toEqual([4, 3, 2, 2]);
    expectClose(kernel.square().sum([1, 2, 3]), [1, 1, 1, 1], 1e-12);
  });

  test('leans no way: signs and traces average out', () => {
    const generator = new Generator(4);
    let [trace, first] = [0, 0];
    for (let i = 0; i < 400; i++) {
      const [a = 0, , , , b = 0, , , , c = 0] = init.orthogonal([3, 3], { generator }).dataSync();
      trace += a + b + c;
      first += a;
    }
    // The trace of a uniformly distributed orthogonal matrix has mean 0 and variance 1.
    expect(Math.abs(trace / 400)).toBeLessThan(0.25);
    expect(Math.abs(first / 400)).toBeLessThan(0.15);
  });
});

describe('initialize', () => {
  const make = () => new Sequential(new Linear(6, 6), new LayerNorm(6), new Linear(6, 2));

  test('gives weights new elements, biases zeros, and leaves the scale of a norm', () => {
    const model = make();
    expect(
      initialize(model, (size: Shape, rest) => init.constant(size, { ...rest, value: 7 })),
    ).toBe(model);
    for (const [name, parameter] of model.namedParameters()) {
      const value = name.endsWith('bias') ? 0 : name === '1.weight' ? 1 : 7;
      expectClose(parameter, new Float64Array(parameter.size).fill(value), 0);
    }
  });

  test('takes every function of init and keeps dtypes; a generator fixes the result', () => {
    const { orthogonal, kaimingNormal, kaimingUniform, xavierNormal, xavierUniform } = init;
    for (const initializer of [
      orthogonal,
      kaimingNormal,
      kaimingUniform,
      xavierNormal,
      xavierUniform,
    ]) {
      const [a, b] = [0, 0].map(() =>
        initialize(new Linear(5, 3, { dtype: 'float64' }), initializer, options()),
      );
      expect(a!.weight.dtype).toBe('float64');
      expectSame(a!.weight, b!.weight);
    }
  });

  test('an initializer of the wrong shape or dtype is an error', () => {
    expect(() => initialize(make(), () => keep(ones([2, 2])))).toThrow('assign: float32 [2, 2]');
  });
});

describe('the option initializer', () => {
  test('makes the weight in place of the default, and leaves the bias', () => {
    const with7 = { initializer: (size: Shape) => init.constant(size, { value: 7 }) };
    const layers = [
      new Linear(100, 2, with7),
      new Conv1d(50, 2, 2, with7),
      new Conv2d(25, 2, 2, with7),
      new ConvTranspose2d(10, 2, 5, with7),
    ];
    for (const { weight, bias } of layers) {
      expectSame(weight, init.constant(weight.shape, { value: 7 }));
      const largest = bias?.abs().max().item() ?? expect.fail('no bias');
      expect(largest > 0 && largest < 1).toBe(true);
    }
  });

  test('an initializer of the wrong shape or dtype is an error', () => {
    const wrong = { initializer: () => ones([3, 2]) };
    expect(() => new Linear(3, 2, wrong)).toThrow('float32 [3, 2] for a weight of float32 [2, 3]');
    expect(() => new Linear(2, 3, { ...wrong, dtype: 'float64' })).toThrow('of float64 [3, 2]');
  });

  test("the convolutions of the ResNets are normal by fan-out, the linear layer is Linear's", () => {
    const model = resnet20({
      width: 64,
      squeezeReduction: 4,
      shortcut: 'projection',
      ...options(),
    });
    for (const [name, weight] of model.namedParameters()) {
      if (weight.rank < 2 || weight.size < 4000) continue;
      const { std, largest } = statistics(weight);
      const expected = Math.sqrt(2 / init.fanOf(weight.shape).fanOut);
      expect(Math.abs(std / expected - 1), name).toBeLessThan(5 / Math.sqrt(2 * weight.size));
      expect(largest, name).toBeGreaterThan(2.5 * expected);
    }
    expect(statistics(model.at('fc').parameters()[0]!).largest).toBeLessThan(1 / 16);
  });
});
