import type { RandomOptions } from '@plumbline/tensor';
import { ReLU } from '../activations.ts';
import { BatchNorm2d } from '../batch-norm.ts';
import { Conv2d } from '../conv2d.ts';
import { kaimingNormal } from '../init/kaiming.ts';
import type { Initializer } from '../initialize.ts';
import type { Module } from '../module.ts';

/** Two 3x3 convolutions, or 1x1, 3x3 and 1x1 (He et al. 2015, figure 5). */
export type BlockKind = 'basic' | 'bottleneck';

export interface Branch {
  readonly kind: BlockKind;
  readonly inputs: number;
  /** The channels inside. */
  readonly inner: number;
  readonly outputs: number;
  /** Of the first 3x3 convolution, as in torchvision (and fb.resnet.torch), not the first 1x1. */
  readonly stride: number;
  /** Of the 3x3 convolution in a bottleneck. */
  readonly groups: number;
  /** Whether it is the first of the network, straight after the stem. */
  readonly isFirst: boolean;
}

export type Layers = Record<string, Module>;

/** conv1, bn1, relu1, conv2, bn2, ...: activations between the convolutions, none after. */
export function postActivated(branch: Branch, options: RandomOptions): Layers {
  const convolutions = convolutionsOf(branch, options);
  const layers: Layers = {};
  for (const [i, convolution] of convolutions.entries()) {
    const number = i + 1;
    layers[`conv${number}`] = convolution;
    layers[`bn${number}`] = norm(convolution.outChannels, options);
    if (number < convolutions.length) layers[`relu${number}`] = new ReLU();
  }
  return layers;
}

/** bn1, relu1; then conv1, bn2, relu2, conv2, ... (He et al. 2016, figure 1b). */
export function preActivated(
  branch: Branch,
  options: RandomOptions,
): [first: Layers, rest: Layers] {
  const first: Layers = {};
  const rest: Layers = {};
  for (const [i, convolution] of convolutionsOf(branch, options).entries()) {
    const number = i + 1;
    const activation = i === 0 ? first : rest;
    activation[`bn${number}`] = norm(convolution.inChannels, options);
    activation[`relu${number}`] = new ReLU();
    rest[`conv${number}`] = convolution;
  }
  return [first, rest];
}

function convolutionsOf(branch: Branch, options: RandomOptions): Conv2d[] {
  const { kind, inputs, inner, outputs, stride, groups } = branch;
  if (kind === 'basic') {
    return [conv(inputs, inner, 3, { stride, ...options }), conv(inner, outputs, 3, options)];
  }
  return [
    conv(inputs, inner, 1, options),
    conv(inner, inner, 3, { stride, groups, ...options }),
    conv(inner, outputs, 1, options),
  ];
}

export interface ConvolutionOptions extends RandomOptions {
  readonly stride?: number;
  readonly groups?: number;
}

/** He et al. 2015, "Delving deep into rectifiers", eq. 14. */
export const byFanOut: Initializer = (shape, random) =>
  kaimingNormal(shape, { ...random, mode: 'fanOut', nonlinearity: 'relu' });

/** Without a bias, since a normalization takes the mean away, and as large as the image / stride. */
export function conv(
  inputs: number,
  outputs: number,
  kernel: 1 | 3 | 7,
  options: ConvolutionOptions,
): Conv2d {
  const padding = (kernel - 1) / 2;
  const fixed = { padding, bias: false, initializer: byFanOut };
  return new Conv2d(inputs, outputs, kernel, { ...options, ...fixed });
}

export function norm(channels: number, { dtype }: RandomOptions): BatchNorm2d {
  return new BatchNorm2d(channels, dtype === undefined ? {} : { dtype });
}
