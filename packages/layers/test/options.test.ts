import { ones, type Tensor, tensor } from '@plumbline/tensor';
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
  Residual: () => new layers.Residual(new layers.ReLU(), misspelled),
  Highway: () => new layers.Highway(new layers.ReLU(), new layers.ReLU(), misspelled),
  LayerScale: () => new layers.LayerScale(2, misspelled),
  ScalarBias: () => new layers.ScalarBias(misspelled),
  SkipInit: () => new layers.SkipInit(misspelled),
  ReZero: () => new layers.ReZero(misspelled),
  SqueezeExcitation: () => new layers.SqueezeExcitation(2, 1, misspelled),
  ZeroPad: () => new layers.ZeroPad(2, misspelled),
  initialize: () => layers.initialize(new layers.Linear(2, 2), layers.init.zeros, misspelled),
  initializeFixup: () => layers.initializeFixup(new layers.Linear(2, 2), misspelled),
  kaimingNormal: () => layers.init.kaimingNormal([2, 2], misspelled),
  kaimingUniform: () => layers.init.kaimingUniform([2, 2], misspelled),
  xavierNormal: () => layers.init.xavierNormal([2, 2], misspelled),
  xavierUniform: () => layers.init.xavierUniform([2, 2], misspelled),
  normal: () => layers.init.normal([2, 2], misspelled),
  uniform: () => layers.init.uniform([2, 2], misspelled),
  orthogonal: () => layers.init.orthogonal([2, 2], misspelled),
  resnet20: () => layers.resnet20(misspelled),
  plain56: () => layers.plain56(misspelled),
  preactResnet164: () => layers.preactResnet164(misspelled),
  cifarResnet: () => layers.cifarResnet({ depth: 8, ...misspelled }),
  resnet18: () => layers.resnet18(misspelled),
  plain34: () => layers.plain34(misspelled),
  resnext29: () => layers.resnext29(misspelled),
  wideResnet: () => layers.wideResnet(misspelled),
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

test.each<[what: string, call: () => unknown, message: string]>([
  [
    'a kind of block',
    () => Reflect.apply(layers.cifarResnet, null, [{ depth: 8, block: 'botleneck' }]),
    "cifarResnet: block: expected 'basic' or 'bottleneck', got 'botleneck'",
  ],
  [
    'a shortcut',
    () => Reflect.apply(layers.resnet20, null, [{ shortcut: 'zeropad' }]),
    "ResNet: shortcut: expected 'zero-pad' or 'projection' or 'none', got 'zeropad'",
  ],
  [
    'a mode',
    () => Reflect.apply(layers.init.kaimingNormal, null, [[2, 2], { mode: 'fan_out' }]),
    "kaimingNormal: mode: expected 'fanIn' or 'fanOut', got 'fan_out'",
  ],
  [
    'a nonlinearity',
    () => Reflect.apply(layers.init.kaimingNormal, null, [[2, 2], { nonlinearity: 'gelu' }]),
    "calculateGain: no nonlinearity 'gelu'",
  ],
])('a choice that there is not: %s', (_, call, message) => {
  expect(call).toThrow(RangeError);
  expect(call).toThrow(message);
});

describe('what TypeScript refuses, JavaScript is told', () => {
  const construct = (
    Layer:
      | typeof layers.Conv2d
      | typeof layers.Sequential
      | typeof layers.Residual
      | typeof layers.MaxPool2d,
    ...given: unknown[]
  ) => Reflect.construct(Layer, given);
  const attention = new layers.MultiheadAttention(2, 1);
  const sequence = ones([1, 3, 2]);
  class Forgetful extends layers.Identity {
    override forward(input: Tensor): Tensor {
      return Reflect.apply(() => undefined, null, [input]);
    }
  }
  test.each<[what: string, call: () => unknown, message: string]>([
    [
      'a kernel size as an option',
      () => construct(layers.Conv2d, 3, 8, { kernelSize: 3 }),
      'Conv2d: kernelSize: a number or [rows, columns] expected, got {"kernelSize":3}',
    ],
    [
      'no kernel size',
      () => construct(layers.Conv2d, 3, 8),
      'Conv2d: kernelSize: a number or [rows, columns] expected, got undefined',
    ],
    ['sizes of three axes', () => construct(layers.MaxPool2d, [2, 2, 2]), 'MaxPool2d: a size: '],
    [
      'a class for a module',
      () => construct(layers.Sequential, layers.ReLU),
      'Sequential: 0: a module expected, got the function ReLU; new ReLU()?',
    ],
    [
      'an array of modules',
      () => construct(layers.Sequential, new layers.ReLU(), [new layers.ReLU()]),
      'Sequential: 1: a module expected, got Array',
    ],
    [
      'a class for a branch',
      () => construct(layers.Residual, layers.ReLU),
      'Residual: branch: a module expected, got the function ReLU',
    ],
    [
      'a function for an activation',
      () => construct(layers.Residual, new layers.ReLU(), { activation: Math.abs }),
      'Residual: activation: a module expected, got the function abs',
    ],
    [
      'an initializer that is undefined',
      () => Reflect.apply(layers.initialize, null, [new layers.Linear(2, 2), undefined]),
      'initialize: expected an initializer (init.kaimingNormal), got undefined',
    ],
    [
      'an array for a tensor',
      () => Reflect.apply(new layers.Linear(2, 2).forward, null, [[[1, 2]]]),
      'Linear.forward: the input must be a tensor, got an array; use tensor([...])',
    ],
    [
      'no result',
      () => new Forgetful().forward(x),
      'Forgetful.forward: what it returns must be a tensor, got undefined',
    ],
    [
      "PyTorch's query, key, value",
      () => Reflect.apply(attention.forward, attention, [sequence, sequence, sequence]),
      'MultiheadAttention: keys and values are named: forward(query, { key, value })',
    ],
  ])('%s', (_, call, message) => {
    expect(call).toThrow(TypeError);
    expect(call).toThrow(message);
  });
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
