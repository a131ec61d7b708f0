import { checkOptions, formatShape, scope, type Tensor } from '@plumbline/tensor';
import { acrossChannels } from './across-channels.ts';
import { checkDtype } from './check-dtype.ts';
import { Convolution, type ConvolutionOptions, convolutionOptions } from './convolution.ts';
import { resolvePadding } from './padding.ts';
import type { Pair } from './pair.ts';

/** Options of `Conv1d`. */
export interface Conv1dOptions extends ConvolutionOptions {
  /** By how many elements the kernel moves. Default 1. */
  readonly stride?: number;
  /**
   * Zeros at both ends; 'same': as many as keep the length (with stride 1), 'valid': 0. Default 0.
   */
  readonly padding?: number | 'same' | 'valid';
  /** Distance of neighbouring kernel elements in the input. Default 1. */
  readonly dilation?: number;
}

/**
 * Cross-correlation of sequences [N, in, L] with trained kernels to [N, out, OL]: `weight`
 * [out, in / groups, K] and `bias` [out], both uniform in ±1/√fanIn at first. float32 by default.
 */
export class Conv1d extends Convolution {
  readonly #geometry: { stride: Pair; padding: Pair; dilation: Pair; groups: number };
  readonly #surplus: number;

  /** RangeError for sizes that are not whole and positive, or channels that no groups divide. */
  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: number,
    options: Conv1dOptions = {},
  ) {
    checkOptions('Conv1d', options, ['stride', 'padding', 'dilation', ...convolutionOptions]);
    const { stride = 1, padding = 0, dilation = 1, ...rest } = options;
    super({ layer: 'Conv1d', inChannels, outChannels, kernel: [kernelSize] }, rest);
    const windows = { layer: 'Conv1d', stride, kernel: [1, kernelSize], dilation } as const;
    const wanted = typeof padding === 'number' ? ([0, padding] as const) : padding;
    const resolved = resolvePadding(wanted, windows);
    const [, zeros] = typeof resolved.padding === 'number' ? [0, 0] : resolved.padding;
    const { groups } = this;
    this.#geometry = { stride: [1, stride], padding: [0, zeros], dilation: [1, dilation], groups };
    [, this.#surplus] = resolved.surplus;
  }

  /** RangeError for another shape, TypeError for another dtype than the weight's. */
  forward(input: Tensor): Tensor {
    const { weight, bias, inChannels, outChannels } = this;
    const layer = `Conv1d(${inChannels}, ${outChannels})`;
    if (input.rank !== 3 || input.shape[1] !== inChannels) {
      throw new RangeError(
        `${layer}: an input of shape ${formatShape(input.shape)}; expected [N, ${inChannels}, L]`,
      );
    }
    checkDtype(input, weight, layer);
    // A sequence is an image of one row.
    return scope(() => {
      const image = input.unsqueeze(2).conv2d(weight.unsqueeze(2), this.#geometry);
      const y = image.slice(null, null, null, [this.#surplus]).squeeze(2);
      return bias === null ? y : y.add(acrossChannels(bias, y));
    });
  }
}
