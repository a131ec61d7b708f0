import { checkChoice, checkOptions } from '@plumbline/tensor';
import type { Sequential } from '../sequential.ts';
import { blocksPerStage } from './blocks-per-stage.ts';
import type { BlockKind } from './branch.ts';
import { type ResNetOptions, residualNetwork, resNetOptions } from './residual-network.ts';

/** Options of the ResNets for CIFAR. */
export interface CifarResNetOptions extends ResNetOptions {
  /** Layers with weights: 6n + 2 with basic blocks, 9n + 2 with bottlenecks. */
  readonly depth: number;
  /** Default 'basic'. */
  readonly block?: BlockKind;
  /** Normalize and activate before each convolution (He et al. 2016). Default false. */
  readonly preActivation?: boolean;
}

/**
 * He et al. 2015, section 4.2: a residual network for small images [N, 3, 32, 32] -> [N, 10], three
 * stages of n blocks with 16, 32 and 64 channels (4 times as many with bottlenecks). `shortcut:
 * 'none'` is its plain twin. RangeError for a depth that no n gives, TypeError for an option that
 * there is not.
 */
export function cifarResnet(options: CifarResNetOptions): Sequential {
  checkOptions('cifarResnet', options, [...resNetOptions, 'depth', 'block', 'preActivation']);
  const { depth, block = 'basic', preActivation = false, ...others } = options;
  checkChoice('cifarResnet: block', block, ['basic', 'bottleneck']);
  const isBasic = block === 'basic';
  return residualNetwork(
    {
      kind: block,
      blocks: blocksPerStage('cifarResnet', depth, isBasic ? 6 : 9, 2),
      stem: 'cifar',
      preActivation,
      defaults: { classes: 10, width: 16, shortcut: isBasic ? 'zero-pad' : 'projection' },
    },
    others,
  );
}

const ofDepth =
  (name: string, depth: number, fixed: Partial<CifarResNetOptions> = {}) =>
  (options: ResNetOptions = {}): Sequential => {
    checkOptions(name, options, resNetOptions);
    return cifarResnet({ ...options, ...fixed, depth });
  };

/** `cifarResnet` of depth 20: 0.27 million parameters (He et al. 2015, table 6). */
export const resnet20 = ofDepth('resnet20', 20);
/** `cifarResnet` of depth 32: 0.46 million parameters. */
export const resnet32 = ofDepth('resnet32', 32);
/** `cifarResnet` of depth 44: 0.66 million parameters. */
export const resnet44 = ofDepth('resnet44', 44);
/** `cifarResnet` of depth 56: 0.85 million parameters. */
export const resnet56 = ofDepth('resnet56', 56);
/** `cifarResnet` of depth 110: 1.7 million parameters. */
export const resnet110 = ofDepth('resnet110', 110);

/** `resnet20` without shortcuts; with `shortcut: 'zero-pad'` there the same parameters. */
export const plain20 = ofDepth('plain20', 20, { shortcut: 'none' });
/** `resnet32` without shortcuts. */
export const plain32 = ofDepth('plain32', 32, { shortcut: 'none' });
/** `resnet44` without shortcuts. */
export const plain44 = ofDepth('plain44', 44, { shortcut: 'none' });
/** `resnet56` without shortcuts. */
export const plain56 = ofDepth('plain56', 56, { shortcut: 'none' });
/** `resnet110` without shortcuts. */
export const plain110 = ofDepth('plain110', 110, { shortcut: 'none' });

/**
 * He et al. 2016, "Identity mappings in deep residual networks": 164 layers, bottlenecks whose
 * normalizations and activations come first; 1.7 million parameters.
 */
export const preactResnet164 = ofDepth('preactResnet164', 164, {
  block: 'bottleneck',
  preActivation: true,
});
/** `preactResnet164` without shortcuts. */
export const preactPlain164 = ofDepth('preactPlain164', 164, {
  block: 'bottleneck',
  preActivation: true,
  shortcut: 'none',
});
