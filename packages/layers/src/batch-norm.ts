import { ChannelNorm, type ChannelNormOptions } from './channel-norm.ts';

/** Options of `BatchNorm1d` and `BatchNorm2d`. */
export interface BatchNormOptions extends ChannelNormOptions {
  /**
   * How much of the running estimates a batch replaces; null makes them means over all batches.
   * Default 0.1.
   */
  readonly momentum?: number | null;
  /** Scale by a trained `weight` (ones at first), add a trained `bias` (zeros). Default true. */
  readonly affine?: boolean;
  /** Keep running estimates for `eval`; without, it uses the batch's too. Default true. */
  readonly trackRunningStats?: boolean;
}

const batchNorm = { isPerSample: false, affine: true, trackRunningStats: true };

/**
 * Batch normalization of images [N, C, H, W] by channel: (x - mean) / √(variance + eps) · weight +
 * bias (Ioffe and Szegedy 2015, "Batch normalization", algorithms 1 and 2). In training mean and
 * (biased) variance are the batch's, and go into running estimates, the variance unbiased there;
 * `eval` uses those. State dict names are PyTorch's. float32 by default.
 */
export class BatchNorm2d extends ChannelNorm {
  constructor(features: number, options: BatchNormOptions = {}) {
    const shapes = { 4: '[N, C, H, W]' };
    super({ name: 'BatchNorm2d', shapes, ...batchNorm }, features, options);
  }
}

/** `BatchNorm2d` for vectors [N, C] and sequences [N, C, L]. */
export class BatchNorm1d extends ChannelNorm {
  constructor(features: number, options: BatchNormOptions = {}) {
    const shapes = { 2: '[N, C]', 3: '[N, C, L]' };
    super({ name: 'BatchNorm1d', shapes, ...batchNorm }, features, options);
  }
}
