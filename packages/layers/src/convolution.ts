import { Parameter } from '@plumbline/autograd';
import { type RandomOptions, scope } from '@plumbline/tensor';
import { checkSize } from './check-size.ts';
import { fanOf } from './init/fan.ts';
import { kaimingUniform } from './init/kaiming.ts';
import { uniform } from './init/uniform.ts';
import { Module } from './module.ts';

export interface ConvolutionOptions extends RandomOptions {
  /** Parts into which the channels are split that have nothing to do with each other. Default 1. */
  readonly groups?: number;
  /** Add a trained number to every output channel. Default true. */
  readonly bias?: boolean;
}

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
  readonly inChannels: number;
  readonly outChannels: number;
  readonly groups: number;
  readonly weight: Parameter;
  /** null with `bias: false`. */
  readonly bias: Parameter | null;

  /** RangeError for sizes that are not whole and positive, or channels that no groups divide. */
  constructor(sizes: ConvolutionSizes, options: ConvolutionOptions) {
    super();
    const { layer, inChannels, outChannels, kernel, isTransposed = false } = sizes;
    const { groups = 1, bias = true, ...random } = options;
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
    const bound = 1 / Math.sqrt(fanOf(shape).fanIn);
    this.weight = scope(() => new Parameter(kaimingUniform(shape, { a: Math.sqrt(5), ...random })));
    this.bias = bias
      ? scope(() => new Parameter(uniform([outChannels], { low: -bound, high: bound, ...random })))
      : null;
  }
}
