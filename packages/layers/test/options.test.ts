import { ones, tensor } from '@plumbline/tensor';
import { describe, expect, test } from 'vitest';
import * as layers from '../src/index.ts';

/** What a JavaScript user, or a wider object in TypeScript, may pass. */
const misspelled: object = { epsilom: 1 };

const x = ones([2, 2]);
const labels = tensor([0, 1], { dtype: 'int32' });
const makers: Readonly<Record<string, () => unknown>> = {
  Linear: () => new layers.Linear(2, 2, misspelled),
  Conv1d: () => new layers.Conv1d(2, 2, 3, misspelled),
  Conv2d: () => new layers.Conv2d(2, 2, 3, misspelled),
  ConvTranspose2d: () => new layers.ConvTranspose2d(2, 2, 3, misspelled),
  BatchNorm1d: () => new layers.BatchNorm1d(2, misspelled),
  BatchNorm2d: () => new layers.BatchNorm2d(2, misspelled),
  InstanceNorm2d: () => new layers.InstanceNorm2d(2, misspelled),
  GroupNorm: () => new layers.GroupNorm(1, 2, misspelled),
  LayerNorm: () => new layers.LayerNorm(2, misspelled),
  RMSNorm: () => new layers.RMSNorm(2, misspelled),
  MaxPool2d: () => new layers.MaxPool2d(2, misspelled),
  AvgPool2d: () => new layers.AvgPool2d(2, misspelled),
  Embedding: () => new layers.Embedding(2, 2, misspelled),
  MultiheadAttention: () => new layers.MultiheadAttention(2, 2, misspelled),
  TransformerBlock: () => new layers.TransformerBlock(2, 2, misspelled),
  LeakyReLU: () => new layers.LeakyReLU(misspelled),
  PReLU: () => new layers.PReLU(1, misspelled),
  ELU: () => new layers.ELU(misspelled),
  GELU: () => new layers.GELU(misspelled),
  Softplus: () => new layers.Softplus(misspelled),
  crossEntropy: () => layers.crossEntropy(x, labels, misspelled),
  nll: () => layers.nll(x, labels, misspelled),
  mse: () => layers.mse(x, x, misspelled),
  l1: () => layers.l1(x, x, misspelled),
  smoothL1: () => layers.smoothL1(x, x, misspelled),
  huber: () => layers.huber(x, x, misspelled),
  bce: () => layers.bce(x, x, misspelled),
  bceWithLogits: () => layers.bceWithLogits(x, x, misspelled),
  klDiv: () => layers.klDiv(x, x, misspelled),
  cosineEmbedding: () => layers.cosineEmbedding(x, x, ones([2]), misspelled),
  hingeEmbedding: () => layers.hingeEmbedding(x, x, misspelled),
  marginRanking: () => layers.marginRanking(x, x, x, misspelled),
  softMargin: () => layers.softMargin(x, x, misspelled),
};

test.each(Object.entries(makers))('%s names an option it does not have', (name, make) => {
  expect(make).toThrow(TypeError);
  expect(make).toThrow(`${name}: no option 'epsilom'; there are `);
});

test('options that are no object are an error', () => {
  const stride: unknown = 2;
  const make = () => Reflect.construct(layers.Conv2d, [3, 4, 3, stride]);
  expect(make).toThrow('Conv2d: options are an object, got 2');
});

describe('numbers', () => {
  test.each([
    () => new layers.BatchNorm2d(2, { eps: Number.NaN }),
    () => new layers.BatchNorm1d(2, { momentum: 1.5 }),
    () => new layers.GroupNorm(1, 2, { eps: -1 }),
    () => new layers.LayerNorm(2, { eps: Number.NaN }),
    () => new layers.RMSNorm(2, { eps: Number.NaN }),
    () => new layers.MultiheadAttention(2, 1, { dropout: 2 }),
    () => layers.huber(x, x, { delta: 0 }),
    () => layers.smoothL1(x, x, { beta: -1 }),
    () => new layers.Softplus({ beta: 0 }),
    () => layers.crossEntropy(x, labels, { labelSmoothing: 1.1 }),
    () => new layers.LeakyReLU({ negativeSlope: Number.NaN }),
    () => new layers.ELU({ alpha: Number.NaN }),
  ])('out of range: %o', (make) => {
    expect(make).toThrow(RangeError);
    expect(make).toThrow('must be a number');
  });
});

describe('an input of another dtype than the weights', () => {
  const image = ones([1, 2, 4, 4], { dtype: 'int32' });
  test.each<[layers.Module, typeof image]>([
    [new layers.Linear(4, 2), image],
    [new layers.Conv1d(2, 2, 3), image.reshape([1, 2, 16])],
    [new layers.Conv2d(2, 2, 3), image],
    [new layers.ConvTranspose2d(2, 2, 3), image],
    [new layers.BatchNorm2d(2), image],
    [new layers.InstanceNorm2d(2, { affine: true }), image],
    [new layers.GroupNorm(1, 2), image],
    [new layers.LayerNorm(4), image],
    [new layers.RMSNorm(4), image],
    [new layers.PReLU(), image],
    [new layers.Linear(4, 2), image.to('float64')],
  ])('%o refuses it, and says what to do', (layer, input) => {
    expect(() => layer.forward(input)).toThrow(TypeError);
    expect(() => layer.forward(input)).toThrow("the weights are float32; use .to('float32')");
  });
});
