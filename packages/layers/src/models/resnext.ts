import { checkOptions } from '@plumbline/tensor';
import { checkSize } from '../check-size.ts';
import type { Sequential } from '../sequential.ts';
import { type ResNetOptions, residualNetwork, resNetOptions } from './residual-network.ts';

/** Options of the ResNeXts. */
export interface ResNeXtOptions extends ResNetOptions {
  /** The number of groups, C. Default 8. */
  readonly cardinality?: number;
  /** The channels of a group in the first stage, d. Default 64. */
  readonly widthPerGroup?: number;
}

/**
 * Xie et al. 2016, "Aggregated residual transformations for deep neural networks", section 5.3:
 * ResNeXt-29, C x 64d, for small images, bottlenecks with a grouped 3x3 convolution; 34.4 million
 * parameters with C = 8, 68.1 with 16.
 */
export function resnext29(options: ResNeXtOptions = {}): Sequential {
  checkOptions('resnext29', options, [...resNetOptions, 'cardinality', 'widthPerGroup']);
  const { cardinality = 8, widthPerGroup = 64, ...others } = options;
  checkSize(cardinality, 'resnext29: cardinality');
  checkSize(widthPerGroup, 'resnext29: widthPerGroup');
  return residualNetwork(
    {
      kind: 'bottleneck',
      blocks: [3, 3, 3],
      stem: 'cifar',
      groups: cardinality,
      widthPerGroup,
      defaults: { classes: 10, width: 64, shortcut: 'projection' },
    },
    others,
  );
}
