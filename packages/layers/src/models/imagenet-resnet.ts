import type { Sequential } from '../sequential.ts';
import type { BlockKind } from './branch.ts';
import { type ResNetOptions, residualNetwork } from './residual-network.ts';

type MakeNetwork = (options?: ResNetOptions) => Sequential;

/** He et al. 2015, table 1: four stages with 64, 128, 256 and 512 channels. */
function network(
  kind: BlockKind,
  blocks: readonly number[],
  fixed: Pick<ResNetOptions, 'shortcut'> = {},
): MakeNetwork {
  const defaults = { classes: 1000, width: 64, shortcut: 'projection' } as const;
  return (options = {}) =>
    residualNetwork({ kind, blocks, stem: 'imagenet', defaults }, { ...options, ...fixed });
}

/** 11,689,512 parameters; images [N, 3, 224, 224], or of another size, to [N, 1000]. */
export const resnet18 = network('basic', [2, 2, 2, 2]);
/** 21,797,672 parameters. */
export const resnet34 = network('basic', [3, 4, 6, 3]);
/** 25,557,032 parameters; as torchvision's, with the stride in the 3x3 convolutions. */
export const resnet50 = network('bottleneck', [3, 4, 6, 3]);
/** 44,549,160 parameters; as `resnet50` otherwise. */
export const resnet101 = network('bottleneck', [3, 4, 23, 3]);

/** `resnet18` without shortcuts, and so without projections (He et al. 2015, figure 3, middle). */
export const plain18 = network('basic', [2, 2, 2, 2], { shortcut: 'none' });
/** `resnet34` without shortcuts. */
export const plain34 = network('basic', [3, 4, 6, 3], { shortcut: 'none' });
