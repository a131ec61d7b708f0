import { backward, checkpoint, noGrad } from '@plumbline/autograd';
import {
  Conv2d,
  Hardsigmoid,
  Linear,
  Module,
  MultiheadAttention,
  mse,
  ReLU,
  Residual,
  Sequential,
  Sigmoid,
  Tanh,
} from '@plumbline/layers';
import { SGD } from '@plumbline/optimizers';
import { Generator, randn, type Tensor, tensor } from '@plumbline/tensor';
import { describe, expect, test } from 'vitest';
import { watch } from '../src/index.ts';

const dtype = 'float64';
const sized = (values: readonly number[]) => Math.hypot(...values);
const close = (value: number) => expect.closeTo(value, 12);

/** Sets a layer's weight (and its bias to 0), for numbers that one can check by hand. */
function fixed(rows: number[][]): Linear {
  const layer = new Linear(rows[0]?.length ?? 0, rows.length, { bias: false, dtype });
  layer.weight.assign(tensor(rows, { dtype }));
  return layer;
}

describe('by hand: y = W2 tanh(W1 x), L = sum of y', () => {
  const x = [
    [1, -2],
    [0.5, 3],
  ];
  const w1 = [
    [1, 2],
    [-1, 0.5],
  ];
  const w2 = [[3, -4]];

  test('all norms, and the update of a step', () => {
    const model = new Sequential(fixed(w1), new Tanh(), fixed(w2));
    const optimizer = new SGD(model.parameters(), { lr: 0.1 });
    const flow = watch(model);
    const output = model.forward(tensor(x, { dtype }));
    const loss = output.sum();
    flow.loss(loss);
    backward(loss);
    optimizer.step();

    const hidden = x.map((row) => w1.map((w) => w[0]! * row[0]! + w[1]! * row[1]!));
    const activated = hidden.map((row) => row.map(Math.tanh));
    const y = activated.map((row) => 3 * row[0]! - 4 * row[1]!);
    const atActivated = activated.map(() => w2[0]!);
    const atHidden = activated.map((row, n) =>
      row.map((a, j) => atActivated[n]![j]! * (1 - a * a)),
    );
    const gradient1 = [0, 1].flatMap((j) =>
      [0, 1].map((i) => atHidden[0]![j]! * x[0]![i]! + atHidden[1]![j]! * x[1]![i]!),
    );
    const gradient2 = [0, 1].map((j) => activated[0]![j]! + activated[1]![j]!);

    const { layers, loss: losses } = flow.record();
    expect(losses).toEqual([close(y[0]! + y[1]!)]);
    expect(layers).toEqual([
      {
        name: '0',
        kind: 'Linear',
        block: null,
        parameters: 4,
        frozen: false,
        outputSize: 4,
        activation: [close(sized(hidden.flat()))],
        activationGradient: [close(sized(atHidden.flat()))],
        weight: [close(sized(w1.flat()))],
        weightGradient: [close(sized(gradient1))],
        update: [close((0.1 * sized(gradient1)) / sized(w1.flat()))],
        nonFinite: [0],
      },
      {
        name: '1',
        kind: 'Tanh',
        block: null,
        parameters: 0,
        frozen: false,
        outputSize: 4,
        activation: [close(sized(activated.flat()))],
        activationGradient: [close(sized(atActivated.flat()))],
        saturated: [activated.flat().filter((a) => 1 - a * a < 0.05).length / 4],
        nonFinite: [0],
      },
      {
        name: '2',
        kind: 'Linear',
        block: null,
        parameters: 2,
        frozen: false,
        outputSize: 2,
        activation: [close(sized(y))],
        activationGradient: [close(Math.SQRT2)],
        weight: [close(5)],
        weightGradient: [close(sized(gradient2))],
        update: [close((0.1 * sized(gradient2)) / 5)],
        nonFinite: [0],
      },
    ]);
  });
});

test('a layer that runs twice adds up, and a checkpoint measures once', () => {
  const layer = fixed([[2]]);
  class Twice extends Module {
    readonly layer = layer;
    readonly run = checkpoint((x) => this.layer.forward(x));
    forward(x: Tensor): Tensor {
      return this.run(this.run(x));
    }
  }
  const model = new Twice();
  const flow = watch(model);
  backward(model.forward(tensor([[3]], { dtype })).sum());
  // y = 2 · 2 · 3; dy/dw = 2 · w · 3
  expect(flow.record().layers).toEqual([
    expect.objectContaining({
      activation: [close(sized([6, 12]))],
      activationGradient: [close(sized([1, 2]))],
      weightGradient: [close(12)],
      nonFinite: [0],
    }),
  ]);
});

describe('shares', () => {
  const one = (layer: Module, x: Tensor) => {
    const model = new Sequential(layer);
    const flow = watch(model);
    flow.loss(0);
    model.forward(x);
    flow.loss(0);
    return flow.record().layers[0];
  };

  test('of dead units: vectors, images and sequences', () => {
    const vectors = tensor([
      [1, -1, -1],
      [-1, -1, -1],
    ]);
    expect(one(new ReLU(), vectors)?.dead).toEqual([expect.closeTo(2 / 3, 6)]);
    // Channel 1 of 2 is negative everywhere.
    const images = randn([3, 2, 4, 4])
      .abs()
      .mul(tensor([1, -1]).reshape([1, 2, 1, 1]));
    expect(one(new ReLU(), images)?.dead).toEqual([0.5]);
    const sequences = randn([3, 5, 4])
      .abs()
      .mul(tensor([1, -1, -1, -1]));
    expect(one(new ReLU(), sequences)?.dead).toEqual([0.75]);
    // As many as are measured at once, not in a batch with others.
    const large = randn([32, 4, 16, 16])
      .abs()
      .mul(tensor([1, -1, -1, -1]).reshape([1, 4, 1, 1]));
    expect(one(new ReLU(), large)?.dead).toEqual([0.75]);
  });

  test('of saturated elements', () => {
    // tanh'(x) < 0.05 beyond |x| = artanh √0.95; sigmoid(x) = (1 + tanh(x/2)) / 2.
    const end = Math.atanh(Math.sqrt(0.95));
    const x = [-2 * end - 0.01, -2 * end + 0.01, -end - 0.01, 0, end - 0.01, end + 0.01, 4, 50];
    expect(one(new Tanh(), tensor(x))?.saturated).toEqual([6 / 8]);
    expect(one(new Sigmoid(), tensor(x))?.saturated).toEqual([2 / 8]);
    expect(one(new Hardsigmoid(), tensor([-4, -2.9, 0, 2.9, 3.5]))?.saturated?.[0]).toBeCloseTo(
      0.4,
    );
    expect(one(new ReLU(), tensor(x))?.saturated).toBeUndefined();
  });

  test('of values that are not finite, with their norm', () => {
    const x = tensor([1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
    expect(one(new Tanh(), x)).toMatchObject({
      nonFinite: [0.25],
      activation: [Number.POSITIVE_INFINITY],
    });
    expect(one(new ReLU(), x)).toMatchObject({ nonFinite: [0.5] });
  });
});

test('float32 gradients whose squares it does not have keep their digits', () => {
  const tiny = fixed([[1]]).weight;
  const layer = new Linear(1, 1, { bias: false });
  const model = new Sequential(layer);
  const flow = watch(model);
  expect(tiny.size).toBe(1);
  for (const gradient of [1e-30, 1e-10, 1, 1e10]) {
    backward(model.forward(tensor([[1]])), { gradient: tensor([[gradient]]) });
    model.zeroGrad();
  }
  const [first] = flow.record().layers;
  const expected = [1e-30, 1e-10, 1, 1e10];
  for (const series of [first?.activationGradient, first?.weightGradient]) {
    expect(series?.map((norm, i) => norm / expected[i]!)).toEqual(
      expected.map(() => expect.closeTo(1, 6)),
    );
  }
});

test('float32 activations whose squares it does not have, and a change in one last digit', () => {
  const layer = new Linear(8, 8, { bias: false });
  const ones = Array.from({ length: 64 }, () => 1);
  layer.weight.assign(tensor(ones).reshape([8, 8]));
  const model = new Sequential(layer);
  const flow = watch(model);
  for (const size of [1e-30, 1e30]) {
    model.forward(tensor([[size, 0, 0, 0, 0, 0, 0, 0]]));
    flow.loss(0);
    layer.weight.assign(tensor(ones.with(9, 1 + 2 ** -23)).reshape([8, 8]));
  }
  const [first] = flow.record().layers;
  expect(first?.update?.[0]).toBe(2 ** -23 / 8);
  expect(first?.nonFinite).toEqual([0, 0]);
  expect(first?.activation?.map((norm, i) => norm / [1e-30, 1e30][i]!)).toEqual([
    expect.closeTo(Math.sqrt(8), 6),
    expect.closeTo(Math.sqrt(8), 6),
  ]);
});

test('layers come in the order in which they run, those that never do at the end', () => {
  class Backwards extends Module {
    readonly unused = new Linear(2, 2);
    readonly last = new Linear(2, 2);
    readonly attention = new MultiheadAttention(2, 1);
    readonly first = new Linear(2, 2);
    forward(x: Tensor): Tensor {
      return this.last.forward(this.attention.forward(this.first.forward(x)));
    }
  }
  const model = new Backwards();
  const flow = watch(model);
  backward(model.forward(randn([1, 2, 2])).sum());
  const { layers } = flow.record();
  const names = ['first', 'attention.out_proj', 'attention', 'last', 'unused'];
  expect(layers.map(({ name }) => name)).toEqual(names);
  expect(layers.find(({ name }) => name === 'attention')).toMatchObject({ parameters: 12 });
  // Trained, but without a gradient.
  const unused = layers.at(-1);
  expect(unused).toMatchObject({ frozen: false, weightGradient: [0] });
  expect(unused?.activation).toBeUndefined();
});

test('images of many elements are measured as small ones are', () => {
  const generator = new Generator(2);
  const model = new Sequential(new Conv2d(3, 8, 3, { padding: 1 }), new ReLU());
  const flow = watch(model);
  for (const side of [4, 64]) {
    const x = randn([2, 3, side, side], { generator });
    const output = model.forward(x);
    backward(output.square().sum().mul(0.5));
    const norm = noGrad(() => output.norm().item());
    const row = flow.record();
    const relu = row.layers[1];
    expect((relu?.activation?.at(-1) ?? 0) / norm).toBeCloseTo(1, 5);
    // dL/dy = y
    expect((relu?.activationGradient?.at(-1) ?? 0) / norm).toBeCloseTo(1, 5);
  }
});

test('a frozen layer has weights, and neither gradient nor update', () => {
  const model = new Sequential(new Linear(2, 2), new Residual(new Linear(2, 2)));
  for (const [name, parameter] of model.namedParameters())
    if (name.startsWith('0.')) parameter.requiresGrad = false;
  const optimizer = new SGD(model.parameters(), { lr: 0.1 });
  const flow = watch(model);
  backward(mse(model.forward(randn([3, 2])), randn([3, 2])));
  optimizer.step();
  const [first, second] = flow.record().layers;
  expect(first).toMatchObject({ frozen: true, weight: [expect.any(Number)] });
  expect(first?.weightGradient).toBeUndefined();
  expect(first?.update).toBeUndefined();
  expect(second).toMatchObject({ frozen: false, block: '1', update: [expect.any(Number)] });
});
