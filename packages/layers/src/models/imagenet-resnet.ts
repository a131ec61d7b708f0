import { checkOptions } from '@plumbline/tensor';
import type { Sequential } from '../sequential.ts';
import type { BlockKind } from './branch.ts';
import { type ResNetOptions, residualNetwork, resNetOptions } from './residual-network.ts';

type MakeNetwork = (options?: ResNetOptions) => Sequential;

/** He et al. 2015, table 1: four stages with 64, 128, 256 and 512 channels. */
function network(
  name: string,
  kind: BlockKind,
  blocks: readonly number[],
  fixed: Pick<ResNetOptions, 'shortcut'> = {},
): MakeNetwork {
  const defaults = { classes: 1000, width: 64, shortcut: 'projection' } as const;
  return (options = {}) => {
    checkOptions(name, options, resNetOptions);
    const architecture = { kind, blocks, stem: 'imagenet', defaults } as const;
    return residualNetwork(architecture, { ...options, ...fixed });
  };
}

/** 11,689,512 parameters; images [N, 3, 224, 224], or of another size, to [N, 1000]. */
export const resnet18 = network('resnet18', 'basic', [2, 2, 2, 2]);
/** 21,797,672 parameters. */
export const resnet34 = network('resnet34', 'basic', [3, 4, 6, 3]);
/** 25,557,032 parameters; as torchvision's, with the stride in the 3x3 convolutions. */
export const resnet50 = network('resnet50', 'bottleneck', [3, 4, 6, 3]);
/** 44,549,160 parameters; as `resnet50` otherwise. */
export const resnet101 = network('resnet101', 'bottleneck', [3, 4, 23, 3]);

/** `resnet18` without shortcuts, and so without projections (He et al. 2015, figure 3, middle). */
export const plain18 = network('plain18', 'basic', [2, 2, 2, 2], { shortcut: 'none' });
/** `resnet34` without shortcuts. */
export const plain34 = network('plain34', 'basic', [3, 4, 6, 3], { shortcut: 'none' });
