import { Parameter } from '@plumbline/autograd';
import {
  checkOptions,
  dispatch,
  formatShape,
  none,
  ones,
  ops,
  scope,
  type Tensor,
  type TensorOptions,
  zeros,
} from '@plumbline/tensor';
import { acrossChannels } from './across-channels.ts';
import { checkDtype } from './check-dtype.ts';
import { checkNumber } from './check-number.ts';
import { checkSize } from './check-size.ts';
import { Module } from './module.ts';

/** Options of `GroupNorm`. */
export interface GroupNormOptions extends TensorOptions {
  /** Added to the variance, so that a constant group is not divided by 0. Default 1e-5. */
  readonly eps?: number;
  /** Scale by a trained `weight` (ones at first), add a trained `bias` (zeros). Default true. */
  readonly affine?: boolean;
}

/**
 * (x - mean) / √(variance + eps) over each sample's groups of neighbouring channels, · weight + bias
 * by channel: [N, C, ...] -> the same, in training and in `eval` alike. The variance is the biased
 * one. Wu and He 2018, "Group normalization". float32 by default.
 */
export class GroupNorm extends Module {
  /** Into how many groups the channels are split. */
  readonly groups: number;
  /** The number of channels, C. */
  readonly channels: number;
  /** Added to the variance. */
  readonly eps: number;
  /** [C]; null with `affine: false`. */
  readonly weight: Parameter | null;
  /** [C]; null with `affine: false`. */
  readonly bias: Parameter | null;

  /** RangeError unless both are whole and positive, and groups divide channels. */
  constructor(groups: number, channels: number, options: GroupNormOptions = {}) {
    super();
    checkSize(groups, 'GroupNorm: the number of groups');
    checkSize(channels, 'GroupNorm: the number of channels');
    checkOptions('GroupNorm', options, ['eps', 'affine', 'dtype']);
    if (channels % groups !== 0) {
      throw new RangeError(`GroupNorm: ${channels} channels do not split into ${groups} groups`);
    }
    const { eps = 1e-5, affine = true, ...dtype } = options;
    checkNumber(eps, 'GroupNorm: eps', 0);
    this.groups = groups;
    this.channels = channels;
    this.eps = eps;
    this.weight = affine ? scope(() => new Parameter(ones([channels], dtype))) : null;
    this.bias = affine ? scope(() => new Parameter(zeros([channels], dtype))) : null;
  }

  forward(input: Tensor): Tensor {
    const { groups, channels, eps, weight, bias } = this;
    const layer = `GroupNorm(${groups}, ${channels})`;
    if (input.shape[1] !== channels) {
      throw new RangeError(
        `${layer}: an input of shape ${formatShape(input.shape)}; expected [N, ${channels}, ...]`,
      );
    }
    if (weight !== null) checkDtype(input, weight, layer);
    return scope(() => {
      // Every group of every sample as a channel of one: batch normalization has the kernels.
      const rows = input.shape[0]! * groups;
      const images = input.reshape([1, rows, input.size / rows]);
      const moments = dispatch(ops.channelMoments, [images], none);
      const { dtype } = input;
      const identity = [ones([rows], { dtype }), zeros([rows], { dtype })];
      const normalized = dispatch(ops.batchNorm, [images, ...identity, moments], { eps });
      const y = normalized.reshape(input.shape);
      if (weight === null || bias === null) return y;
      return y.mul(acrossChannels(weight, y)).add(acrossChannels(bias, y));
    });
  }
}
