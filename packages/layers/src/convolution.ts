import type { Parameter } from '@plumbline/autograd';
import { checkSize } from './check-size.ts';
import { Module } from './module.ts';
import { type WeightOptions, weightAndBias } from './weight-and-bias.ts';

export interface ConvolutionOptions extends WeightOptions {
  /** Parts into which the channels are split that have nothing to do with each other. Default 1. */
  readonly groups?: number;
}

/** The names of all of them. */
export const convolutionOptions = ['groups', 'bias', 'initializer', 'dtype', 'generator'] as const;

/** Sizes of a convolution, by the axes of its weight beside the kernel's. */
export interface ConvolutionSizes {
  readonly layer: string;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernel: readonly number[];
  readonly isTransposed?: boolean;
}

/** What convolutions share: channels in groups, and a weight and a bias uniform in ±1/√fanIn. */
export abstract class Convolution extends Module {
  /** Channels of the input. */
  readonly inChannels: number;
  /** Channels of the output. */
  readonly outChannels: number;
  /** Parts into which the channels are split that have nothing to do with each other. */
  readonly groups: number;
  /** [out, in / groups, ...kernel]; of a transposed convolution [in, out / groups, ...kernel]. */
  readonly weight: Parameter;
  /** null with `bias: false`. */
  readonly bias: Parameter | null;

  /** RangeError for sizes that are not whole and positive, or channels that no groups divide. */
  constructor(sizes: ConvolutionSizes, options: ConvolutionOptions) {
    super();
    const { layer, inChannels, outChannels, kernel, isTransposed = false } = sizes;
    const { groups = 1, ...rest } = options;
    checkSize(inChannels, `${layer}: the number of input channels`);
    checkSize(outChannels, `${layer}: the number of output channels`);
    checkSize(groups, `${layer}: the number of groups`);
    for (const size of kernel) checkSize(size, `${layer}: the size of the kernel`);
    if (inChannels % groups !== 0 || outChannels % groups !== 0) {
      throw new RangeError(
        `${layer}: ${inChannels} and ${outChannels} channels do not split into ${groups} groups`,
      );
    }
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    this.groups = groups;
    const [from, to] = isTransposed ? [inChannels, outChannels] : [outChannels, inChannels];
    const shape = [from, to / groups, ...kernel];
    ({ weight: this.weight, bias: this.bias } = weightAndBias(shape, outChannels, rest));
  }
}
