import { checkChoice, type RandomOptions, scope } from '@plumbline/tensor';
import { ReLU } from '../activations.ts';
import { BatchNorm2d } from '../batch-norm.ts';
import { checkSize } from '../check-size.ts';
import { Conv2d } from '../conv2d.ts';
import { Flatten } from '../flatten.ts';
import { zeros } from '../init/constant.ts';
import { Linear } from '../linear.ts';
import type { Module } from '../module.ts';
import { AdaptiveAvgPool2d, MaxPool2d } from '../pooling.ts';
import { Sequential } from '../sequential.ts';
import { postActivatedBlock, preActivatedBlock, type ShortcutKind } from './block.ts';
import { type BlockKind, conv, type Layers, norm } from './branch.ts';
import { ResidualBlock } from './residual-block.ts';

/** Options of all ResNets. */
export interface ResNetOptions extends RandomOptions {
  /** Default 10 for the networks for CIFAR, 1000 for those for ImageNet. */
  readonly classes?: number;
  /** Of the images. Default 3. */
  readonly channels?: number;
  /** The channels of the stem. Default 16 for CIFAR, 64 for ImageNet and ResNeXt. */
  readonly width?: number;
  /**
   * Where a block changes the shape: zeros for the new channels (He et al. 2015, section 3.3,
   * option A), or a 1x1 convolution (option B). 'none' makes the plain network: the same layers
   * without any shortcut. Default: 'zero-pad' for basic blocks on CIFAR, else 'projection'.
   */
  readonly shortcut?: ShortcutKind;
  /**
   * Start the last normalization of each residual branch (the last convolution where none comes
   * after it) at 0, so that blocks start as identities (Goyal et al. 2017, "Accurate, large
   * minibatch SGD", section 5.1). Default false.
   */
  readonly zeroInitResidual?: boolean;
  /**
   * Stochastic depth: the probability to drop the last block, which grows linearly up to there
   * (Huang et al. 2016, eq. 4). Default 0, none.
   */
  readonly dropPath?: number;
  /**
   * Squeeze and excitation at the end of each branch: r of Hu et al. 2017, the channels by the
   * squeezed ones, there 16. Default null, none.
   */
  readonly squeezeReduction?: number | null;
}

/** The names of all `ResNetOptions`. */
export const resNetOptions = [
  'classes',
  'channels',
  'width',
  'shortcut',
  'zeroInitResidual',
  'dropPath',
  'squeezeReduction',
  'dtype',
  'generator',
] as const;

/** What the networks of the papers differ in. */
export interface Architecture {
  readonly kind: BlockKind;
  /** How many in each stage. */
  readonly blocks: readonly number[];
  /** A 3x3 convolution; or a 7x7 one and max pooling, a quarter of the rows and columns. */
  readonly stem: 'cifar' | 'imagenet';
  /** Default false. */
  readonly preActivation?: boolean;
  /** All channels but the stem's times this: k of Zagoruyko and Komodakis 2016. Default 1. */
  readonly widen?: number;
  /** Of a bottleneck's 3x3 convolution: the cardinality of Xie et al. 2016. Default 1. */
  readonly groups?: number;
  /** The channels of such a group where a bottleneck has 64 without groups. Default 64. */
  readonly widthPerGroup?: number;
  readonly defaults: {
    readonly classes: number;
    readonly width: number;
    readonly shortcut: ShortcutKind;
  };
}

type Settings = Required<Omit<ResNetOptions, keyof RandomOptions>>;

const expansion: Readonly<Record<BlockKind, number>> = { basic: 1, bottleneck: 4 };

/**
 * Stem, stages of blocks, each with twice the channels and half the rows and columns of the one
 * before, mean over the image, linear layer: [N, channels, H, W] -> [N, classes]. State dict names
 * are torchvision's. Convolutions start normal by fan-out as there, the linear layer as `Linear`.
 * RangeError for sizes that are not whole and positive.
 */
export function residualNetwork(architecture: Architecture, options: ResNetOptions): Sequential {
  const { generator, dtype, ...given } = options;
  const random: RandomOptions = {
    ...(generator === undefined ? {} : { generator }),
    ...(dtype === undefined ? {} : { dtype }),
  };
  const none = { channels: 3, zeroInitResidual: false, dropPath: 0, squeezeReduction: null };
  const settings: Settings = { ...none, ...architecture.defaults, ...given };
  check(settings);
  const [stages, features] = stagesOf(architecture, settings, random);
  const last = { bn1: norm(features, random), relu: new ReLU() };
  const model = new Sequential({
    ...stemOf(architecture, settings, random),
    ...stages,
    ...(architecture.preActivation ? last : {}),
    avgpool: new AdaptiveAvgPool2d(1),
    flatten: new Flatten(),
    fc: new Linear(features, settings.classes, random),
  });
  if (settings.zeroInitResidual) zeroLastOfBranches(model);
  return model;
}

function check({ classes, width, channels, shortcut, dropPath, squeezeReduction }: Settings): void {
  checkSize(classes, 'ResNet: classes');
  checkSize(width, 'ResNet: width');
  checkSize(channels, 'ResNet: channels');
  checkChoice('ResNet: shortcut', shortcut, ['zero-pad', 'projection', 'none']);
  if (squeezeReduction !== null) checkSize(squeezeReduction, 'ResNet: squeezeReduction');
  if (!(dropPath >= 0 && dropPath <= 1)) {
    throw new RangeError(`ResNet: dropPath must be from 0 to 1, got ${dropPath}`);
  }
}

function stemOf(
  { stem, preActivation }: Architecture,
  { channels, width }: Settings,
  random: RandomOptions,
): Layers {
  const isLarge = stem === 'imagenet';
  const conv1 = isLarge
    ? conv(channels, width, 7, { stride: 2, ...random })
    : conv(channels, width, 3, random);
  const activation = preActivation ? {} : { bn1: norm(width, random), relu: new ReLU() };
  const maxpool = isLarge ? { maxpool: new MaxPool2d(3, { stride: 2, padding: 1 }) } : {};
  return { conv1, ...activation, ...maxpool };
}

/** layer1, layer2, ..., and the channels that they end with. */
function stagesOf(
  architecture: Architecture,
  settings: Settings,
  random: RandomOptions,
): [Layers, channels: number] {
  const { kind, blocks, widen = 1, groups = 1, widthPerGroup = 64 } = architecture;
  const makeBlock = architecture.preActivation ? preActivatedBlock : postActivatedBlock;
  const total = blocks.reduce((sum, count) => sum + count, 0);
  const stages: Layers = {};
  let [inputs, made] = [settings.width, 0];
  for (const [stage, count] of blocks.entries()) {
    const planes = settings.width * widen * 2 ** stage;
    const inner = kind === 'basic' ? planes : Math.floor((planes * widthPerGroup) / 64) * groups;
    const outputs = planes * expansion[kind];
    const layers = Array.from({ length: count }, (_, i) => {
      const stride = i === 0 && stage > 0 ? 2 : 1;
      const dropPath = (settings.dropPath * ++made) / total;
      const branch = { kind, inputs, inner, outputs, stride, groups, isFirst: made === 1 };
      inputs = outputs;
      return makeBlock(branch, { ...settings, dropPath }, random);
    });
    stages[`layer${stage + 1}`] = new Sequential(...layers);
  }
  return [stages, inputs];
}

function zeroLastOfBranches(model: Module): void {
  for (const [, block] of model.namedModules()) {
    if (!(block instanceof ResidualBlock)) continue;
    const layers = block.branch.children().flatMap(([, layer]) => {
      if (!(layer instanceof BatchNorm2d || layer instanceof Conv2d)) return [];
      return layer.weight === null ? [] : [layer.weight];
    });
    const last = layers.at(-1);
    if (last !== undefined) scope(() => last.assign(zeros(last.shape, { dtype: last.dtype })));
  }
}
