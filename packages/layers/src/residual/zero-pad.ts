import { checkOptions, formatShape, scope, type Tensor } from '@plumbline/tensor';
import { checkSize } from '../check-size.ts';
import { Module } from '../module.ts';

/**
 * The shortcut without parameters, option A of He et al. 2015 (section 3.3): every `stride`-th row
 * and column of images [N, C, H, W], and channels of zeros after theirs up to `channels`. With
 * H' = ⌈H / stride⌉ it gives [N, channels, H', W'], as a 3x3 convolution with that stride and
 * padding 1 does.
 */
export class ZeroPad extends Module {
  /** Channels of the output. */
  readonly channels: number;
  /** How far apart the rows and columns are that stay. */
  readonly stride: number;

  constructor(channels: number, options: { readonly stride?: number } = {}) {
    super();
    checkOptions('ZeroPad', options, ['stride']);
    const { stride = 1 } = options;
    checkSize(channels, 'ZeroPad: the number of channels');
    checkSize(stride, 'ZeroPad: the stride');
    this.channels = channels;
    this.stride = stride;
  }

  /** RangeError for another rank, or more channels than `channels`. */
  forward(input: Tensor): Tensor {
    const { channels, stride } = this;
    const [, given = 0] = input.shape;
    if (input.rank !== 4 || given > channels) {
      throw new RangeError(
        `ZeroPad(${channels}): an input of shape ${formatShape(input.shape)}; ` +
          `expected [N, C, H, W] with C at most ${channels}`,
      );
    }
    return scope(() => {
      const steps = [null, null, stride] as const;
      const rows = stride === 1 ? input : input.slice(null, null, steps, steps);
      return given === channels ? rows : rows.pad([0, 0, 0, 0, 0, channels - given]);
    });
  }
}
