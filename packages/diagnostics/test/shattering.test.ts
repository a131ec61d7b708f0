import { BatchNorm1d, Embedding, Linear, Module, ReLU, Sequential } from '@plumbline/layers';
import { Generator, manualSeed, memory, randn, type Tensor, tensor } from '@plumbline/tensor';
import { describe, expect, test } from 'vitest';
import {
  gradientCorrelation,
  type RectifierKind,
  rectifierNetwork,
  type ShatteringByDepth,
  shattering,
  shatteringByDepth,
} from '../src/index.ts';
import { inputs } from './random-network.ts';

class HalfSquare extends Module {
  forward(input: Tensor): Tensor {
    return input.square().mul(0.5);
  }
}

describe('shattering', () => {
  test('is the autocorrelation of the gradient along the line', () => {
    // The gradient is x: -2, -1, 0, 1, 2 (times the one number of the output's direction).
    const line = [tensor([-2]), tensor([2])] as const;
    const found = shattering(new HalfSquare(), tensor([[-1], [3]]), { points: 5, lags: 2, line });
    expect(found.autocorrelation).toEqual([1, expect.closeTo(0.4, 6), expect.closeTo(-0.1, 6)]);
    // Between the gradients -1 and 3: their product over the mean of their squares.
    expect(found.correlation).toBeCloseTo(-3 / 5, 6);
    expect(found.points).toBe(5);
  });

  test('takes the line between the first two examples', () => {
    const x = tensor([[-2], [2], [7]]);
    const { autocorrelation } = shattering(new HalfSquare(), x, { points: 5, lags: 1 });
    expect(autocorrelation[1]).toBeCloseTo(0.4, 6);
  });

  test('has the white noise and the brown noise that simulations have', () => {
    const [points, lags, series] = [16, 6, 3000];
    const steps = randn([series, points], { generator: new Generator(8) });
    const found = shattering(new HalfSquare(), inputs(2, 3), { points, lags });
    for (const [noise, expected] of [
      [steps, found.whiteNoise],
      [steps.cumsum(1), found.brownNoise],
    ] as const) {
      const apart = noise.sub(noise.mean(1, { keepdim: true }));
      const sumAt = (lag: number) =>
        apart
          .slice(null, [0, points - lag])
          .mul(apart.slice(null, [lag, points]))
          .sum()
          .item();
      expect(expected.length).toBe(lags + 1);
      for (const [lag, value] of expected.entries())
        expect(Math.abs(value - sumAt(lag) / sumAt(0))).toBeLessThan(0.02);
    }
    // Exchangeable values: E r = -(n - lag) / (n (n - 1)).
    expect(found.whiteNoise[3]).toBeCloseTo(-(16 - 3) / (16 * 15), 12);
  });

  test('is 1 at all lags for a linear network', () => {
    manualSeed(1);
    const model = new Sequential(new Linear(6, 6), new Linear(6, 4));
    const found = shattering(model, inputs(3, 6), { points: 32, lags: 8 });
    expect(found.autocorrelation).toEqual(new Array(9).fill(1));
    expect(found.correlation).toBeCloseTo(1, 6);
  });

  test('of one rectifier layer is brown noise, of many normalized ones white noise', () => {
    const generator = new Generator(2);
    const make = (kind: RectifierKind, depth: number) =>
      rectifierNetwork(kind, { depth, width: 256, generator });
    const options = { points: 128, lags: 32 };
    const shallow = shattering(make('plain', 1), inputs(2, 256), options);
    for (const [lag, value] of shallow.autocorrelation.entries())
      expect(Math.abs(value - (shallow.brownNoise[lag] ?? 0))).toBeLessThan(0.1);
    const deep = shattering(make('plain-norm', 30), inputs(2, 256), options);
    for (const value of deep.autocorrelation.slice(1)) expect(Math.abs(value)).toBeLessThan(0.25);
    const residual = shattering(make('residual-norm', 30), inputs(2, 256), options);
    expect(residual.autocorrelation[1]).toBeGreaterThan(0.6);
  });

  test('holds batch statistics constant, and puts the running estimates and modes back', () => {
    const norm = new BatchNorm1d(5);
    const x = inputs(6, 5);
    // With the statistics constant the gradient is the same for all; through them it adds up to 0.
    expect(gradientCorrelation(norm, x)).toBeCloseTo(1, 5);
    expect([...(norm.running_mean?.dataSync() ?? [])]).toEqual([0, 0, 0, 0, 0]);
    expect(norm.num_batches_tracked?.item()).toBe(0);
    expect(norm.training).toBe(true);
    expect(norm.weight?.grad).toBe(null);
    // Where there are no estimates to hold: the gradients add up to 0, so each is against the rest.
    const coupled = new BatchNorm1d(5, { trackRunningStats: false });
    const model = new Sequential(coupled, new ReLU(), new Linear(5, 3));
    expect(gradientCorrelation(model, x)).toBeCloseTo(-1 / 5, 4);
  });

  test('leaves no tensor behind', () => {
    const model = rectifierNetwork('residual-norm', { depth: 2, width: 8 });
    const x = inputs(6, 8);
    const run = () => shattering(model, x, { points: 16 });
    run();
    const before = memory();
    for (let i = 0; i < 20; i++) run();
    // Other tests' tensors may be collected meanwhile; one a run that stays would be 20.
    expect(memory().buffers).toBeLessThan(before.buffers + 20);
  });

  test('passes NaN on', () => {
    const linear = new Linear(4, 4);
    linear.weight.assign(linear.weight.mul(Number.NaN));
    const found = shattering(new Sequential(linear, new ReLU()), inputs(3, 4), { points: 8 });
    expect(found.autocorrelation).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(found.correlation).toBe(Number.NaN);
  });

  test('refuses what it cannot measure', () => {
    const linear = new Linear(3, 2);
    const line = [randn([2]), randn([2])] as const;
    expect(() => shattering(linear, inputs(1, 3))).toThrow('a line needs two examples');
    expect(() => shattering(linear, inputs(0, 3))).toThrow(
      'the batch is empty, its input has shape [0, 3]',
    );
    expect(() => shattering(linear, inputs(2, 3), { line })).toThrow(
      'the shape of an example, [3]',
    );
    expect(() => shattering(linear, inputs(2, 3), { points: 2 })).toThrow('from 3 up, got 2');
    expect(() => shattering(linear, inputs(2, 3), { points: 8, lags: 8 })).toThrow(
      'below the number of points, 8, got 8',
    );
    const words = tensor([[1, 2]], { dtype: 'int32' });
    expect(() => shattering(new Embedding(5, 2), words)).toThrow(TypeError);
    expect(() =>
      shatteringByDepth(
        () => linear,
        () => inputs(2, 3),
        { depths: [1], repeats: 0 },
      ),
    ).toThrow('repeats');
  });
});

/*
 * Wide networks, n inputs that are independent. Each layer lets a pair of inputs through where both are
 * active, which a pair of correlation c is for 1 - acos(c) / π of what one is (Cho and Saul 2009).
 */
const both = (c: number) => 1 - Math.acos(c) / Math.PI;
const kernel = (c: number) => (Math.sqrt(1 - c ** 2) + (Math.PI - Math.acos(c)) * c) / Math.PI;
const examples = 64;
/** Of signals whose mean over the batch is taken off. */
const normalized = -1 / (examples - 1);

/** The product over the layers of `factor(c)`, c going on by `next`, from independent inputs. */
function product(depth: number, factor: (c: number) => number, next: (c: number) => number) {
  let [value, c] = [1, 0];
  for (let l = 0; l < depth; l++) [value, c] = [value * factor(c), next(c)];
  return value;
}

const theories: Record<RectifierKind, (depth: number) => number> = {
  plain: (depth) => product(depth, both, kernel),
  // Theorem 1, but that a pair is a little less than independent.
  'plain-norm': (depth) => both(normalized) ** depth,
  residual: (depth) =>
    product(
      depth,
      (c) => (1 + both(c)) / 2,
      (c) => (c + kernel(c)) / 2,
    ),
  // Variance 2 of x at first, and 1 - 1/π more with each block (1, less the mean of a rectifier). Of an
  // estimate from n examples the inverse is (n - 1) / (n - 3) times too large on the average.
  'residual-norm': (depth) => {
    let value = 1;
    for (let l = 0; l < depth; l++) {
      const inverse = (examples - 1) / (examples - 3);
      const branch = inverse / (2 + l * (1 - 1 / Math.PI));
      value *= (1 + branch * both(normalized)) / (1 + branch);
    }
    return value;
  },
};

function measure(kind: RectifierKind, depths: readonly number[]): ShatteringByDepth {
  const generator = new Generator(6);
  return shatteringByDepth(
    (depth) => rectifierNetwork(kind, { depth, width: 128, generator }),
    () => randn([examples, 128], { generator }),
    { depths, repeats: 12 },
  );
}

describe('the correlation between gradients at independent inputs falls with depth', () => {
  test.each(Object.keys(theories) as RectifierKind[])('%s', (kind) => {
    const { rows } = measure(kind, [1, 2, 4]);
    for (const { depth, correlation, standardError } of rows) {
      expect(standardError).toBeLessThan(0.03);
      expect(Math.abs(correlation - theories[kind](depth))).toBeLessThan(4 * standardError);
    }
  });

  test('by half a layer in plain networks that are normalized', () => {
    const { exponential } = measure('plain-norm', [1, 2, 3, 4]);
    expect(Math.abs(exponential + 1)).toBeLessThan(0.1);
  });

  test('as a power of depth in residual networks that are', () => {
    const result = measure('residual-norm', [4, 8, 16]);
    const exact =
      Math.log(theories['residual-norm'](16) / theories['residual-norm'](4)) / Math.log(4);
    expect(Math.abs(result.power - exact)).toBeLessThan(0.1);
  });

  test('reports progress', () => {
    const seen: [number, number][] = [];
    const onProgress = (done: number, total: number) => void seen.push([done, total]);
    const make = () => new Linear(3, 1);
    shatteringByDepth(make, () => inputs(2, 3), { depths: [1, 2], repeats: 2, onProgress });
    expect(seen).toEqual([
      [1, 4],
      [2, 4],
      [3, 4],
      [4, 4],
    ]);
  });
});
