import {
  BatchNorm2d,
  Conv1d,
  Conv2d,
  ConvTranspose2d,
  Embedding,
  init,
  LayerNorm,
  Linear,
  MultiheadAttention,
  PReLU,
} from '@plumbline/layers';
import type { Tensor } from '@plumbline/tensor';

const [linear, convolution] = [
  [256, 200],
  [64, 24, 3, 3],
] as const;

/** By the name of a case, which begins with the initializer's or the layer's; draws once. */
export const initializers: Readonly<Record<string, () => Tensor>> = {
  uniform: () => init.uniform(linear, { low: -0.2, high: 0.3 }),
  normal: () => init.normal(linear, { mean: 0.1, std: 0.3 }),
  constant: () => init.constant(linear, { value: 0.3 }),
  zeros: () => init.zeros(linear),
  xavierUniform: () => init.xavierUniform(linear),
  'xavierUniform of a convolution': () => init.xavierUniform(convolution, { gain: 2 }),
  xavierNormal: () => init.xavierNormal(linear),
  'xavierNormal of a convolution': () => init.xavierNormal(convolution),
  kaimingUniform: () => init.kaimingUniform(linear),
  'kaimingUniform of a convolution': () =>
    init.kaimingUniform(convolution, { mode: 'fanOut', nonlinearity: 'relu' }),
  'kaimingUniform a': () => init.kaimingUniform(linear, { a: 0.5 }),
  kaimingNormal: () => init.kaimingNormal(linear),
  'kaimingNormal of a convolution': () =>
    init.kaimingNormal(convolution, { mode: 'fanOut', nonlinearity: 'tanh' }),
  orthogonal: () => init.orthogonal(linear),
  'orthogonal wide': () => init.orthogonal([100, 900], { gain: 2 }),
  Linear: () => new Linear(200, 256).weight,
  'Linear bias': () => new Linear(16, 4000).bias!,
  Conv2d: () => new Conv2d(24, 64, 3).weight,
  'Conv2d bias': () => new Conv2d(2, 4000, 3).bias!,
  'Conv2d depthwise': () => new Conv2d(4000, 4000, 3, { groups: 4000 }).weight,
  ConvTranspose2d: () => new ConvTranspose2d(24, 64, 3).weight,
  Conv1d: () => new Conv1d(40, 64, 5).weight,
  Embedding: () => new Embedding(300, 100).weight,
  MultiheadAttention: () => new MultiheadAttention(64, 4).in_proj_weight,
  'MultiheadAttention out': () => new MultiheadAttention(128, 4).out_proj.weight,
  BatchNorm2d: () => new BatchNorm2d(10).weight!,
  LayerNorm: () => new LayerNorm(10).weight!,
  PReLU: () => new PReLU(10).weight,
};
