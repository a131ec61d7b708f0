import { describe, test } from 'vitest';
import * as layers from '../src/index.ts';
import { checkLayer, type Fixture, readFixtures } from './torch-fixture.ts';

interface Convolution {
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernelSize: number | [number, number];
}
interface Features {
  readonly features: number;
}
interface Normalized {
  readonly normalizedShape: number | number[];
}
interface Heads {
  readonly embedDim: number;
  readonly heads: number;
}

interface Options {
  readonly linear: { inFeatures: number; outFeatures: number } & layers.LinearOptions;
  readonly conv2d: Convolution & layers.Conv2dOptions;
  readonly conv1d: Convolution & { kernelSize: number } & layers.Conv1dOptions;
  readonly convTranspose2d: Convolution & layers.ConvTranspose2dOptions;
  readonly batchNorm1d: Features & layers.BatchNormOptions;
  readonly batchNorm2d: Features & layers.BatchNormOptions;
  readonly instanceNorm2d: Features & layers.InstanceNormOptions;
  readonly groupNorm: { groups: number; channels: number } & layers.GroupNormOptions;
  readonly layerNorm: Normalized & layers.LayerNormOptions;
  readonly rmsNorm: Normalized & layers.RMSNormOptions;
  readonly adaptiveAvgPool2d: { outputSize: number | [number, number] };
  readonly embedding: { count: number; size: number } & layers.EmbeddingOptions;
  readonly prelu: { count: number };
  readonly attention: Heads & { causal: boolean } & layers.MultiheadAttentionOptions;
  readonly transformerBlock: Heads & {
    activation?: 'gelu';
  } & Omit<layers.TransformerBlockOptions, 'activation'>;
}

const fixtures: { readonly [Name in keyof Options]: readonly Fixture<Options[Name]>[] } =
  readFixtures('layers');

/** How a layer is made of the options that the script wrote. */
const make: { readonly [Name in keyof Options]: (options: Options[Name]) => layers.Module } = {
  linear: ({ inFeatures, outFeatures, ...rest }) =>
    new layers.Linear(inFeatures, outFeatures, rest),
  conv2d: ({ inChannels, outChannels, kernelSize, ...rest }) =>
    new layers.Conv2d(inChannels, outChannels, kernelSize, rest),
  conv1d: ({ inChannels, outChannels, kernelSize, ...rest }) =>
    new layers.Conv1d(inChannels, outChannels, kernelSize, rest),
  convTranspose2d: ({ inChannels, outChannels, kernelSize, ...rest }) =>
    new layers.ConvTranspose2d(inChannels, outChannels, kernelSize, rest),
  batchNorm1d: ({ features, ...rest }) => new layers.BatchNorm1d(features, rest),
  batchNorm2d: ({ features, ...rest }) => new layers.BatchNorm2d(features, rest),
  instanceNorm2d: ({ features, ...rest }) => new layers.InstanceNorm2d(features, rest),
  groupNorm: ({ groups, channels, ...rest }) => new layers.GroupNorm(groups, channels, rest),
  layerNorm: ({ normalizedShape, ...rest }) => new layers.LayerNorm(normalizedShape, rest),
  rmsNorm: ({ normalizedShape, ...rest }) => new layers.RMSNorm(normalizedShape, rest),
  adaptiveAvgPool2d: ({ outputSize }) => new layers.AdaptiveAvgPool2d(outputSize),
  embedding: ({ count, size, ...rest }) => new layers.Embedding(count, size, rest),
  prelu: ({ count }) => new layers.PReLU(count),
  attention: ({ embedDim, heads, causal: _, ...rest }) =>
    new layers.MultiheadAttention(embedDim, heads, rest),
  transformerBlock: ({ embedDim, heads, activation, ...rest }) =>
    new layers.TransformerBlock(embedDim, heads, {
      ...rest,
      activation: activation === 'gelu' ? new layers.GELU() : new layers.ReLU(),
    }),
};

function compare<Name extends keyof Options>(name: Name): void {
  describe(name, () => {
    test.each(fixtures[name])('$name is PyTorch’s', (fixture) => {
      const { options } = fixture;
      const causal = 'causal' in options && options.causal === true;
      checkLayer(make[name](options), fixture, causal ? { causal } : {});
    });
  });
}

compare('linear');
compare('conv2d');
compare('conv1d');
compare('convTranspose2d');
compare('batchNorm1d');
compare('batchNorm2d');
compare('instanceNorm2d');
compare('groupNorm');
compare('layerNorm');
compare('rmsNorm');
compare('adaptiveAvgPool2d');
compare('embedding');
compare('prelu');
compare('attention');
compare('transformerBlock');

/** As the script names the modules: PyTorch's names. */
const activations = {
  ReLU: () => new layers.ReLU(),
  ReLU6: () => new layers.ReLU6(),
  LeakyReLU: (options: object) => new layers.LeakyReLU(options),
  ELU: (options: object) => new layers.ELU(options),
  SELU: () => new layers.SELU(),
  GELU: (options: object) => new layers.GELU(options),
  SiLU: () => new layers.SiLU(),
  Mish: () => new layers.Mish(),
  Softplus: (options: object) => new layers.Softplus(options),
  Sigmoid: () => new layers.Sigmoid(),
  LogSigmoid: () => new layers.LogSigmoid(),
  Tanh: () => new layers.Tanh(),
  Hardsigmoid: () => new layers.Hardsigmoid(),
  Hardswish: () => new layers.Hardswish(),
  Softmax: () => new layers.Softmax(),
  LogSoftmax: () => new layers.LogSoftmax(),
};
const ofActivations: readonly (Fixture<object> & { readonly kind: keyof typeof activations })[] =
  readFixtures('layers').activations;

test.each(ofActivations)('$name is PyTorch’s', (fixture) => {
  checkLayer(activations[fixture.kind](fixture.options), fixture);
});
