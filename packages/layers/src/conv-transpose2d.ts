import {
  checkOptions,
  dispatch,
  formatShape,
  ops,
  type RowsAndColumns,
  scope,
  type Tensor,
} from '@plumbline/tensor';
import { acrossChannels } from './across-channels.ts';
import { checkDtype } from './check-dtype.ts';
import { checkSize } from './check-size.ts';
import { Convolution, type ConvolutionOptions, convolutionOptions } from './convolution.ts';
import { type Pair, pairOf } from './pair.ts';

/** Options of `ConvTranspose2d`. */
export interface ConvTranspose2dOptions extends ConvolutionOptions {
  /** How far apart in the output neighbouring input pixels lie. Default 1. */
  readonly stride?: RowsAndColumns;
  /** Rows and columns that every side of the output loses. Default 0. */
  readonly padding?: RowsAndColumns;
  /** Rows at the bottom and columns at the right in addition; less than the stride. Default 0. */
  readonly outputPadding?: RowsAndColumns;
  /** Distance of neighbouring kernel elements in the output. Default 1. */
  readonly dilation?: RowsAndColumns;
}

/**
 * The transpose of a convolution, which enlarges images: [N, in, H, W] -> [N, out, OH, OW], with
 * OH = (H - 1) stride - 2 padding + dilation (KH - 1) + outputPadding + 1. `weight`
 * [in, out / groups, KH, KW] and `bias` [out], uniform in ±1/√fanIn at first, as PyTorch's
 * ConvTranspose2d (Zeiler et al. 2010, "Deconvolutional networks"). float32 by default.
 */
export class ConvTranspose2d extends Convolution {
  /** How far apart in the output neighbouring input pixels lie. */
  readonly stride: Pair;
  /** Rows and columns that every side of the output loses. */
  readonly padding: Pair;
  /** Rows at the bottom and columns at the right in addition. */
  readonly outputPadding: Pair;
  /** Distance of neighbouring kernel elements in the output. */
  readonly dilation: Pair;

  /** RangeError for sizes that are not whole or too small, or channels that no groups divide. */
  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: RowsAndColumns,
    options: ConvTranspose2dOptions = {},
  ) {
    checkOptions('ConvTranspose2d', options, [
      'stride',
      'padding',
      'outputPadding',
      'dilation',
      ...convolutionOptions,
    ]);
    const { stride = 1, padding = 0, outputPadding = 0, dilation = 1, ...rest } = options;
    const kernel = pairOf(kernelSize, 'ConvTranspose2d: kernelSize');
    super({ layer: 'ConvTranspose2d', inChannels, outChannels, kernel, isTransposed: true }, rest);
    this.stride = pairOf(stride, 'ConvTranspose2d: stride');
    this.padding = pairOf(padding, 'ConvTranspose2d: padding');
    this.outputPadding = pairOf(outputPadding, 'ConvTranspose2d: outputPadding');
    this.dilation = pairOf(dilation, 'ConvTranspose2d: dilation');
    for (const step of this.stride) checkSize(step, 'ConvTranspose2d: stride');
    for (const step of this.dilation) checkSize(step, 'ConvTranspose2d: dilation');
    for (const zeros of this.padding) checkSize(zeros, 'ConvTranspose2d: padding', 0);
    for (const more of this.outputPadding) checkSize(more, 'ConvTranspose2d: outputPadding', 0);
    if (!this.outputPadding.every((more, i) => more < this.stride[i]!)) {
      throw new RangeError(
        `ConvTranspose2d: outputPadding ${formatShape(this.outputPadding)} must be less than the ` +
          `stride ${formatShape(this.stride)}`,
      );
    }
  }

  /** RangeError for another shape, TypeError for another dtype than the weight's. */
  forward(input: Tensor): Tensor {
    const { weight, bias, stride, padding, dilation, groups, inChannels, outChannels } = this;
    const layer = `ConvTranspose2d(${inChannels}, ${outChannels})`;
    const size: Pair = [this.#outputSize(input, 0), this.#outputSize(input, 1)];
    if (
      input.rank !== 4 ||
      input.shape[1] !== inChannels ||
      input.size === 0 ||
      !(size[0] > 0 && size[1] > 0)
    ) {
      throw new RangeError(
        `${layer}: an input of shape ${formatShape(input.shape)}; expected ` +
          `[N, ${inChannels}, H, W], large enough for padding ${formatShape(padding)}`,
      );
    }
    checkDtype(input, weight, layer);
    const geometry = { stride, padding, dilation, groups };
    return scope(() => {
      // What a convolution to images of this size sends back to its input as the gradient.
      const y = dispatch(ops.conv2dGradInput, [input, weight], { geometry, size });
      return bias === null ? y : y.add(acrossChannels(bias, y));
    });
  }

  #outputSize(input: Tensor, axis: 0 | 1): number {
    const { stride, padding, dilation, outputPadding, weight } = this;
    const reach = dilation[axis] * (weight.shape[2 + axis]! - 1) + 1;
    const steps = (input.shape[2 + axis] ?? 0) - 1;
    return steps * stride[axis] - 2 * padding[axis] + reach + outputPadding[axis];
  }
}
