import { ChannelNorm, type ChannelNormOptions } from './channel-norm.ts';

/** Options of `InstanceNorm2d`. */
export interface InstanceNormOptions extends ChannelNormOptions {
  /** How much of the running estimates a batch replaces, if they are tracked. Default 0.1. */
  readonly momentum?: number;
  /** Scale by a trained `weight` (ones at first), add a trained `bias` (zeros). Default false. */
  readonly affine?: boolean;
  /** Keep running estimates for `eval`; without, it uses each image's own. Default false. */
  readonly trackRunningStats?: boolean;
}

/**
 * `BatchNorm2d` with mean and variance of every image by itself: [N, C, H, W] -> the same (Ulyanov
 * et al. 2016, "Instance normalization").
 */
export class InstanceNorm2d extends ChannelNorm {
  constructor(features: number, options: InstanceNormOptions = {}) {
    super(
      {
        name: 'InstanceNorm2d',
        shapes: { 4: '[N, C, H, W]' },
        isPerSample: true,
        affine: false,
        trackRunningStats: false,
      },
      features,
      options,
    );
  }
}
