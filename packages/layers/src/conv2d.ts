import {
  checkOptions,
  formatShape,
  type Conv2dOptions as Geometry,
  type RowsAndColumns,
  scope,
  type Tensor,
} from '@plumbline/tensor';
import { acrossChannels } from './across-channels.ts';
import { checkDtype } from './check-dtype.ts';
import { Convolution, type ConvolutionOptions, convolutionOptions } from './convolution.ts';
import { formatField } from './describe-tree.ts';
import { type Padding, resolvePadding } from './padding.ts';
import { type Pair, pairOf } from './pair.ts';

/** Options of `Conv2d`. */
export interface Conv2dOptions extends ConvolutionOptions, Omit<Geometry, 'padding'> {
  /**
   * Zeros on every side of the image; 'same': as many as keep its size (with stride 1), 'valid': 0.
   * Default 0.
   */
  readonly padding?: Padding;
}

/**
 * Cross-correlation of images [N, in, H, W] with trained kernels to [N, out, OH, OW], as PyTorch's
 * Conv2d: `weight` [out, in / groups, KH, KW] and `bias` [out], both uniform in ±1/√fanIn at first.
 * float32 by default.
 */
export class Conv2d extends Convolution {
  /** How the kernel moves over the image. */
  readonly geometry: Geometry;
  /** Rows and columns to drop at the top and left: what 'same' pads too much for an even kernel. */
  readonly #surplus: Pair;

  /** RangeError for sizes that are not whole and positive, or channels that no groups divide. */
  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: RowsAndColumns,
    options: Conv2dOptions = {},
  ) {
    checkOptions('Conv2d', options, ['stride', 'padding', 'dilation', ...convolutionOptions]);
    const { stride = 1, padding = 0, dilation = 1, ...rest } = options;
    const kernel = pairOf(kernelSize, 'Conv2d: kernelSize');
    super({ layer: 'Conv2d', inChannels, outChannels, kernel }, rest);
    const resolved = resolvePadding(padding, { layer: 'Conv2d', kernel, stride, dilation });
    this.geometry = { stride, padding: resolved.padding, dilation, groups: this.groups };
    this.#surplus = resolved.surplus;
  }

  protected override describe(): string {
    const { inChannels, outChannels, weight, geometry, bias } = this;
    const kernel = formatField(weight.shape.slice(2));
    const { stride = 1, padding = 0, dilation = 1, groups = 1 } = geometry;
    const options = Object.entries({ stride, padding, dilation, groups })
      .filter(([name, value]) => value !== (name === 'padding' ? 0 : 1))
      .map(([name, value]) => `, ${name}: ${formatField(value)}`);
    const last = bias === null ? ', bias: false' : '';
    return `${inChannels}, ${outChannels}, ${kernel}${options.join('')}${last}`;
  }

  /** RangeError for another shape, TypeError for another dtype than the weight's. */
  forward(input: Tensor): Tensor {
    const { weight, bias, geometry, inChannels, outChannels } = this;
    const layer = `Conv2d(${inChannels}, ${outChannels})`;
    if (input.rank !== 4 || input.shape[1] !== inChannels) {
      throw new RangeError(
        `${layer}: an input of shape ${formatShape(input.shape)}; ` +
          `expected [N, ${inChannels}, H, W]`,
      );
    }
    checkDtype(input, weight, layer);
    const [top, left] = this.#surplus;
    return scope(() => {
      const padded = input.conv2d(weight, geometry);
      const y = top + left === 0 ? padded : padded.slice(null, null, [top], [left]);
      return bias === null ? y : y.add(acrossChannels(bias, y));
    });
  }
}
