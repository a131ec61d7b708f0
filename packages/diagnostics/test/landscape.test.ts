import {
  BatchNorm1d,
  BatchNorm2d,
  Conv2d,
  Dropout,
  Flatten,
  Linear,
  mse,
  ReLU,
  Residual,
  Sequential,
} from '@plumbline/layers';
import { Generator, getRngState, randint, randn, type Tensor, tensor } from '@plumbline/tensor';
import { describe, expect, test } from 'vitest';
import { landscape } from '../src/index.ts';

const dtype = 'float64';
const draw = (seed: number, ...shape: number[]) =>
  randn(shape, { dtype, generator: new Generator(seed) });

const values = (x: Tensor) => [...x.dataSync()];
const rows = (x: Tensor) => x.unbind().map(values);

function convolutional() {
  return new Sequential(
    new Conv2d(2, 3, 3, { padding: 1 }),
    new BatchNorm2d(3),
    new ReLU(),
    new Residual(new Sequential(new Conv2d(3, 3, 3, { padding: 1 }), new Dropout(0.3))),
    new Flatten(),
    new Linear(3 * 16, 4),
  );
}
const images = [randn([4, 2, 4, 4], { generator: new Generator(1) }), randint(0, 4, [4])] as const;

describe('of a linear model’s squared error', () => {
  const model = new Linear(5, 3, { dtype });
  const [x, y] = [draw(1, 7, 5), draw(2, 7, 3)];
  const exact = () => mse(model.forward(x), y).item();

  test('it is a parabola, whose curvature is that of the direction', () => {
    const { alpha, loss } = landscape(model, [x, y], { seed: 3 });
    const row = loss[0]!;
    expect(alpha).toHaveLength(21);
    expect(alpha[10]).toBe(0);
    expect(row[10]).toBe(exact());
    // The direction by its definition, from the same random numbers.
    const w = rows(model.weight);
    const raw = rows(draw(3, 3, 5));
    const length = (v: number[]) => Math.hypot(...v);
    const d = raw.map((filter, i) => filter.map((r) => (r / length(filter)) * length(w[i]!)));
    for (const [i, filter] of d.entries()) expect(length(filter)).toBeCloseTo(length(w[i]!), 12);
    // dᵀHd / 2 = mean (X dᵀ)²
    const bend = x.matmul(tensor(d, { dtype }).transpose(0, 1)).square().mean().item();
    const slope = (row[20]! - row[0]!) / 2;
    for (const [i, a] of alpha.entries()) {
      expect(row[i]).toBeCloseTo(exact() + slope * a + bend * a * a, 10);
    }
  });

  test('in two dimensions it is a paraboloid, a row a beta', () => {
    const { alpha, beta, loss } = landscape(model, [x, y], { dimensions: 2, points: 5, radius: 2 });
    expect(alpha).toEqual([-2, -1, 0, 1, 2]);
    expect(beta).toEqual(alpha);
    expect(loss[2]![2]).toBe(exact());
    const along = landscape(model, [x, y], { points: 5, radius: 2 });
    expect(loss[2]).toEqual(along.loss[0]);
    const at = (a: number, b: number) => loss[b + 2]![a + 2]!;
    // Mixed differences of a quadratic are the same everywhere.
    const mixed = (a: number, b: number) =>
      at(a + 1, b + 1) - at(a, b + 1) - at(a + 1, b) + at(a, b);
    for (const a of [-2, -1, 0, 1]) {
      for (const b of [-2, -1, 0, 1]) expect(mixed(a, b)).toBeCloseTo(mixed(0, 0), 9);
    }
    expect(landscape(model, [x, y], { dimensions: 2 }).loss).toHaveLength(15);
  });
});

test('biases and batch normalization stay where they are', () => {
  const model = new Sequential(new Linear(2, 2, { dtype }), new BatchNorm1d(2, { dtype }));
  for (const parameter of model.parameters()) {
    if (parameter.rank === 2) parameter.assign(parameter.mul(0));
  }
  // Filters of length 0 have directions of length 0.
  const { loss } = landscape(model, [draw(1, 3, 2), draw(2, 3, 2)], { points: 3 });
  expect(new Set(loss[0]).size).toBe(1);
});

describe('what it leaves behind', () => {
  test('is nothing: all weights to the bit, running estimates, mode, random numbers', () => {
    const model = convolutional();
    model.forward(images[0]);
    const state = () => Object.values(model.stateDict()).map(values);
    const [before, parameters, random] = [state(), model.parameters(), getRngState()];
    for (const train of [false, true]) landscape(model, images, { points: 3, train });
    expect(state()).toEqual(before);
    expect(model.parameters().every((parameter, i) => parameter === parameters[i])).toBe(true);
    expect(model.training).toBe(true);
    expect(getRngState()).toEqual(random);
  });

  test('also where the loss throws', () => {
    const model = convolutional();
    const [before, parameters] = [model.parameters().map(values), model.parameters()];
    let calls = 0;
    const loss = (output: Tensor) => {
      if (++calls === 3) throw new Error('on purpose');
      return output.mean();
    };
    expect(() => landscape(model, images, { loss })).toThrow('on purpose');
    expect(model.parameters().map(values)).toEqual(before);
    expect(model.parameters().every((parameter, i) => parameter === parameters[i])).toBe(true);
  });
});

test('in training all points have the same dropout masks and batch statistics', () => {
  const model = new Sequential(new Linear(3, 3, { dtype }), new Dropout(0.5));
  const [x, y] = [draw(1, 6, 3), draw(2, 6, 3)];
  const { alpha, loss } = landscape(model, [x, y], { train: true, points: 5 });
  const row = loss[0]!;
  // Still a parabola: with new masks at each point it would not be one.
  const second = (i: number) => row[i - 1]! - 2 * row[i]! + row[i + 1]!;
  for (const i of [2, 3]) expect(second(i)).toBeCloseTo(second(1), 10);
  expect(alpha).toHaveLength(5);
  const still = landscape(model, [x, y], { points: 5 });
  expect(still.loss).not.toEqual(loss);
});

test('the seed decides, and progress counts the points', () => {
  const model = convolutional();
  const calls: [number, number][] = [];
  const run = (seed: number) =>
    landscape(model, images, {
      dimensions: 2,
      points: 2,
      seed,
      onProgress: (done, total) => calls.push([done, total]),
    });
  const first = run(1);
  expect(run(1)).toEqual(first);
  expect(run(2)).not.toEqual(first);
  expect(calls.slice(0, 4)).toEqual([1, 2, 3, 4].map((done) => [done, 4]));
});

test('a loss that is not finite is reported as it is', () => {
  const model = new Linear(2, 1, { bias: false, dtype });
  model.weight.assign(tensor([[3, 4]], { dtype }));
  const loss = (output: Tensor) => output.sum().log();
  const { loss: found } = landscape(model, tensor([[1, 1]], { dtype }), { loss, radius: 20 });
  expect(found[0]![10]).toBe(Math.log(7));
  expect(found[0]!.some((value) => Number.isNaN(value))).toBe(true);
});

test('errors say what was given', () => {
  const model = new Linear(2, 1);
  const x = randn([1, 2]);
  expect(() => landscape(model, x, { points: 1 })).toThrow(/points must be a whole number from 2/);
  expect(() => landscape(model, x, { radius: -1 })).toThrow(/radius must be .* got -1/);
  for (const parameter of model.parameters()) parameter.requiresGrad = false;
  expect(() => landscape(model, x)).toThrow(
    /landscape: the model has no parameter that is trained/,
  );
});
