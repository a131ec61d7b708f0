export { GELU, ReLU, Tanh } from './activations.ts';
export { BatchNorm2d, type BatchNormOptions } from './batch-norm.ts';
export { Conv2d, type Conv2dOptions } from './conv2d.ts';
export { DropPath } from './drop-path.ts';
export { Flatten } from './flatten.ts';
export { Identity } from './identity.ts';
export * as init from './init/index.ts';
export { type Initializer, initialize } from './initialize.ts';
export { type FixupOptions, initializeFixup } from './initialize-fixup.ts';
export { LayerNorm, type LayerNormOptions } from './layer-norm.ts';
export { Linear, type LinearOptions } from './linear.ts';
export { crossEntropy } from './losses/cross-entropy.ts';
export { mse } from './losses/mse.ts';
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
export { AdaptiveAvgPool2d, AvgPool2d, MaxPool2d } from './pooling.ts';
export { Highway } from './residual/highway.ts';
export { LayerScale, type LayerScaleOptions } from './residual/layer-scale.ts';
export { ScalarBias } from './residual/scalar-bias.ts';
export { ReZero, SkipInit, type SkipInitOptions } from './residual/skip-init.ts';
export { SqueezeExcitation } from './residual/squeeze-excitation.ts';
export { ZeroPad } from './residual/zero-pad.ts';
export { Residual, type ResidualOptions } from './residual.ts';
export { Sequential } from './sequential.ts';
export type { StateDict } from './state-dict.ts';
