import { checkOptions } from '@plumbline/tensor';
import { checkSize } from '../check-size.ts';
import type { Sequential } from '../sequential.ts';
import { blocksPerStage } from './blocks-per-stage.ts';
import { type ResNetOptions, residualNetwork, resNetOptions } from './residual-network.ts';

/** Options of the wide ResNets. */
export interface WideResNetOptions extends ResNetOptions {
  /** 6n + 4. Default 28. */
  readonly depth?: number;
  /** By how much the stages are wider than ResNet's: k. Default 10. */
  readonly widen?: number;
}

/**
 * Zagoruyko and Komodakis 2016, "Wide residual networks", table 1: WRN-depth-widen for small
 * images, preactivated basic blocks with 16k, 32k and 64k channels; WRN-28-10 has 36.5 million
 * parameters. The projections count as layers in `depth`. RangeError for a depth that no n gives.
 */
export function wideResnet(options: WideResNetOptions = {}): Sequential {
  checkOptions('wideResnet', options, [...resNetOptions, 'depth', 'widen']);
  const { depth = 28, widen = 10, ...others } = options;
  checkSize(widen, 'wideResnet: widen');
  return residualNetwork(
    {
      kind: 'basic',
      blocks: blocksPerStage('wideResnet', depth, 6, 4),
      stem: 'cifar',
      preActivation: true,
      widen,
      defaults: { classes: 10, width: 16, shortcut: 'projection' },
    },
    others,
  );
}
