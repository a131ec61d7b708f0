import { Parameter } from '@plumbline/autograd';
import {
  formatShape,
  type Conv2dOptions as Geometry,
  type RandomOptions,
  type RowsAndColumns,
  scope,
  type Tensor,
} from '@plumbline/tensor';
import { checkSize } from './check-size.ts';
import { fanOf } from './init/fan.ts';
import { kaimingUniform } from './init/kaiming.ts';
import { uniform } from './init/uniform.ts';
import { Module } from './module.ts';

export interface Conv2dOptions extends RandomOptions, Geometry {
  /** Add a trained number to every output channel. Default true. */
  readonly bias?: boolean;
}

/**
 * Cross-correlation of images [N, in, H, W] with trained kernels to [N, out, OH, OW], as PyTorch's
 * Conv2d: `weight` [out, in / groups, KH, KW] and `bias` [out], both uniform in ±1/√fanIn at first.
 * float32 by default.
 */
export class Conv2d extends Module {
  readonly weight: Parameter;
  /** null with `bias: false`. */
  readonly bias: Parameter | null;
  readonly geometry: Geometry;

  /** RangeError for sizes that are not whole and positive, or channels that no groups divide. */
  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: RowsAndColumns,
    options: Conv2dOptions = {},
  ) {
    super();
    const { bias = true, stride = 1, padding = 0, dilation = 1, groups = 1, ...random } = options;
    const kernel = typeof kernelSize === 'number' ? [kernelSize, kernelSize] : kernelSize;
    checkSize(inChannels, 'Conv2d: the number of input channels');
    checkSize(outChannels, 'Conv2d: the number of output channels');
    checkSize(groups, 'Conv2d: the number of groups');
    for (const size of kernel) checkSize(size, 'Conv2d: the size of the kernel');
    if (inChannels % groups !== 0 || outChannels % groups !== 0) {
      throw new RangeError(
        `Conv2d: ${inChannels} and ${outChannels} channels do not split into ${groups} groups`,
      );
    }
    const shape = [outChannels, inChannels / groups, ...kernel];
    const bound = 1 / Math.sqrt(fanOf(shape).fanIn);
    this.geometry = { stride, padding, dilation, groups };
    this.weight = scope(() => new Parameter(kaimingUniform(shape, { a: Math.sqrt(5), ...random })));
    this.bias = bias
      ? scope(() => new Parameter(uniform([outChannels], { low: -bound, high: bound, ...random })))
      : null;
  }

  get inChannels(): number {
    return (this.weight.shape[1] ?? 0) * (this.geometry.groups ?? 1);
  }

  get outChannels(): number {
    return this.weight.shape[0] ?? 0;
  }

  forward(input: Tensor): Tensor {
    const { weight, bias, geometry } = this;
    if (input.rank !== 4 || input.shape[1] !== this.inChannels) {
      throw new RangeError(
        `Conv2d(${this.inChannels}, ${this.outChannels}): an input of shape ` +
          `${formatShape(input.shape)}; expected [N, ${this.inChannels}, H, W]`,
      );
    }
    if (bias === null) return input.conv2d(weight, geometry);
    return scope(() => input.conv2d(weight, geometry).add(bias.reshape([-1, 1, 1])));
  }
}
