import { checkOptions, formatShape, scope, type Tensor } from '@plumbline/tensor';
import { Conv2d, type Conv2dOptions } from '../conv2d.ts';
import { Module } from '../module.ts';

/**
 * Each channel of images [N, C, H, W] times a gate in (0, 1) computed from the means of all:
 * x · sigmoid(fc2(relu(fc1(mean x)))) (Hu et al. 2017, "Squeeze-and-excitation networks", eq. 2 to
 * 4). `fc1` and `fc2` are 1x1 convolutions to `squeezed` channels (the paper: C / 16) and back, the
 * names torchvision's. In a residual block it ends the branch.
 */
export class SqueezeExcitation extends Module {
  /** From all channels to `squeezed`. */
  readonly fc1: Conv2d;
  /** Back to all channels. */
  readonly fc2: Conv2d;

  constructor(
    channels: number,
    squeezed: number,
    options: Pick<Conv2dOptions, 'initializer' | 'dtype' | 'generator'> = {},
  ) {
    super();
    checkOptions('SqueezeExcitation', options, ['initializer', 'dtype', 'generator']);
    this.fc1 = new Conv2d(channels, squeezed, 1, options);
    this.fc2 = new Conv2d(squeezed, channels, 1, options);
  }

  forward(input: Tensor): Tensor {
    const channels = this.fc1.inChannels;
    if (input.rank !== 4 || input.shape[1] !== channels) {
      const shape = formatShape(input.shape);
      throw new RangeError(
        `SqueezeExcitation(${channels}): an input of shape ${shape}; expected [N, ${channels}, H, W]`,
      );
    }
    return scope(() => {
      const squeezed = this.fc1.forward(input.mean([2, 3], { keepdim: true })).relu();
      return input.mul(this.fc2.forward(squeezed).sigmoid());
    });
  }
}
