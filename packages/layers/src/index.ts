export {
  ELU,
  type ELUOptions,
  GELU,
  type GELUOptions,
  Hardsigmoid,
  Hardswish,
  LeakyReLU,
  type LeakyReLUOptions,
  LogSigmoid,
  LogSoftmax,
  Mish,
  PReLU,
  type PReLUOptions,
  ReLU,
  ReLU6,
  SELU,
  Sigmoid,
  SiLU,
  Softmax,
  Softplus,
  Tanh,
} from './activations.ts';
export type { AttentionMasks } from './attention-masks.ts';
export { BatchNorm1d, BatchNorm2d, type BatchNormOptions } from './batch-norm.ts';
export { ConvTranspose2d, type ConvTranspose2dOptions } from './conv-transpose2d.ts';
export { Conv1d, type Conv1dOptions } from './conv1d.ts';
export { Conv2d, type Conv2dOptions } from './conv2d.ts';
export { DropPath } from './drop-path.ts';
export { Dropout, Dropout2d } from './dropout.ts';
export { Embedding, type EmbeddingOptions } from './embedding.ts';
export { Flatten } from './flatten.ts';
export { GroupNorm, type GroupNormOptions } from './group-norm.ts';
export { Identity } from './identity.ts';
export * as init from './init/index.ts';
export { type Initializer, initialize } from './initialize.ts';
export { type FixupOptions, initializeFixup } from './initialize-fixup.ts';
export { InstanceNorm2d, type InstanceNormOptions } from './instance-norm.ts';
export { LayerNorm, type LayerNormOptions } from './layer-norm.ts';
export { Linear } from './linear.ts';
export { type BceOptions, type BceWithLogitsOptions, bce, bceWithLogits } from './losses/bce.ts';
export { type CrossEntropyOptions, crossEntropy } from './losses/cross-entropy.ts';
export {
  cosineEmbedding,
  hingeEmbedding,
  type MarginOptions,
  marginRanking,
  softMargin,
} from './losses/embedding-losses.ts';
export { type KlDivOptions, klDiv } from './losses/kl-div.ts';
export { type HuberOptions, huber, l1, type SmoothL1Options, smoothL1 } from './losses/l1.ts';
export type { LabelledOptions } from './losses/labelled.ts';
export { mse } from './losses/mse.ts';
export { nll } from './losses/nll.ts';
export type { LossOptions, Reduction } from './losses/reduction.ts';
export type { ShortcutKind } from './models/block.ts';
export type { BlockKind } from './models/branch.ts';
export {
  type CifarResNetOptions,
  cifarResnet,
  plain20,
  plain32,
  plain44,
  plain56,
  plain110,
  preactPlain164,
  preactResnet164,
  resnet20,
  resnet32,
  resnet44,
  resnet56,
  resnet110,
} from './models/cifar-resnet.ts';
export {
  plain18,
  plain34,
  resnet18,
  resnet34,
  resnet50,
  resnet101,
} from './models/imagenet-resnet.ts';
export { ResidualBlock } from './models/residual-block.ts';
export type { ResNetOptions } from './models/residual-network.ts';
export { type ResNeXtOptions, resnext29 } from './models/resnext.ts';
export { type WideResNetOptions, wideResnet } from './models/wide-resnet.ts';
export { type ForwardHook, type ForwardPreHook, Module } from './module.ts';
export {
  type AttentionOptions,
  MultiheadAttention,
  type MultiheadAttentionOptions,
} from './multihead-attention.ts';
export { AdaptiveAvgPool2d, AvgPool2d, MaxPool2d } from './pooling.ts';
export { prelu } from './prelu.ts';
export { Highway } from './residual/highway.ts';
export { LayerScale, type LayerScaleOptions } from './residual/layer-scale.ts';
export { ScalarBias } from './residual/scalar-bias.ts';
export { ReZero, SkipInit, type SkipInitOptions } from './residual/skip-init.ts';
export { SqueezeExcitation } from './residual/squeeze-excitation.ts';
export { ZeroPad } from './residual/zero-pad.ts';
export { Residual, type ResidualOptions } from './residual.ts';
export { RMSNorm, type RMSNormOptions } from './rms-norm.ts';
export { Sequential } from './sequential.ts';
export type { NamesApart, StateDict } from './state-dict.ts';
export { TransformerBlock, type TransformerBlockOptions } from './transformer-block.ts';
export type { WeightOptions as LinearOptions } from './weight-and-bias.ts';
