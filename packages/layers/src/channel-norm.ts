import { isRecomputing, noGrad, Parameter } from '@plumbline/autograd';
import {
  checkOptions,
  dispatch,
  formatShape,
  keep,
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

export interface ChannelNormOptions extends TensorOptions {
  /** Added to the variance, so that a constant channel is not divided by 0. Default 1e-5. */
  readonly eps?: number;
  /** How much of the running estimates a batch replaces. Default 0.1. */
  readonly momentum?: number | null;
  readonly affine?: boolean;
  readonly trackRunningStats?: boolean;
}

/** What tells one normalization by channel from another. */
interface Kind {
  readonly name: string;
  /** Shapes of inputs by their number of axes; `C` is the number of channels. */
  readonly shapes: Readonly<Record<number, string>>;
  /** Whether mean and variance are each sample's own. */
  readonly isPerSample: boolean;
  /** Defaults of the options. */
  readonly affine: boolean;
  readonly trackRunningStats: boolean;
}

/**
 * (x - mean) / √(variance + eps) · weight + bias by channel, with the (biased) variance of the batch
 * or of each sample, or with running estimates. The normalizations of this package are its subclasses.
 */
export abstract class ChannelNorm extends Module {
  /** The number of channels, C. */
  readonly features: number;
  /** Added to the variance. */
  readonly eps: number;
  /** How much of the running estimates a batch replaces; null: they are means over all batches. */
  readonly momentum: number | null;
  /** [C]; null with `affine: false`. */
  readonly weight: Parameter | null = null;
  /** [C]; null with `affine: false`. */
  readonly bias: Parameter | null = null;
  /** Running estimates [C], and how many batches they have seen (int32, no axes), if tracked. */
  running_mean: Tensor | null = null;
  /** The running estimate of the variance, [C]; null if it is not tracked. */
  running_var: Tensor | null = null;
  /** How many batches the estimates have seen, int32 []; null if they are not tracked. */
  num_batches_tracked: Tensor | null = null;
  readonly #kind: Kind;

  constructor(kind: Kind, features: number, options: ChannelNormOptions) {
    super();
    const { name } = kind;
    checkSize(features, `${name}: the number of channels`);
    checkOptions(name, options, ['eps', 'momentum', 'affine', 'trackRunningStats', 'dtype']);
    const {
      eps = 1e-5,
      momentum = 0.1,
      affine = kind.affine,
      trackRunningStats = kind.trackRunningStats,
      ...dtype
    } = options;
    checkNumber(eps, `${name}: eps`, 0);
    if (momentum !== null || kind.isPerSample) checkNumber(momentum!, `${name}: momentum`, 0, 1);
    this.#kind = kind;
    this.features = features;
    this.eps = eps;
    this.momentum = momentum;
    if (affine) {
      this.weight = scope(() => new Parameter(ones([features], dtype)));
      this.bias = scope(() => new Parameter(zeros([features], dtype)));
    }
    if (trackRunningStats) {
      this.running_mean = zeros([features], dtype);
      this.running_var = ones([features], dtype);
      this.num_batches_tracked = zeros([], { dtype: 'int32' });
      for (const buffer of ['running_mean', 'running_var', 'num_batches_tracked'])
        this.registerBuffer(buffer);
    }
  }

  /**
   * RangeError for another shape, and for a single element a channel where its variance is needed;
   * TypeError for another dtype than the layer's.
   */
  forward(input: Tensor): Tensor {
    const { features, weight, running_mean: mean, running_var: variance } = this;
    const { name, shapes } = this.#kind;
    const layer = `${name}(${features})`;
    if (shapes[input.rank] === undefined || input.shape[1] !== features) {
      const expected = Object.values(shapes).join(' or ').replaceAll('C', String(features));
      throw new RangeError(
        `${layer}: an input of shape ${formatShape(input.shape)}; expected ${expected}`,
      );
    }
    const like = weight ?? mean;
    if (like !== null) checkDtype(input, like, layer);
    const isEstimated = !this.training && mean !== null && variance !== null;
    return scope(() =>
      isEstimated ? this.#normalizeBy(input, mean, variance) : this.#normalize(input),
    );
  }

  #normalize(input: Tensor): Tensor {
    const { eps, features, training } = this;
    const { name, isPerSample } = this.#kind;
    const [samples = 0, , ...rest] = input.shape;
    // With statistics of their own the channels of all samples are as many channels of one.
    const repeats = isPerSample ? samples : 1;
    const channels = repeats * features;
    const count = input.size / channels;
    if (count < 2) {
      throw new RangeError(
        `${name}(${features}): one element a channel has no variance; ` +
          `use a larger ${isPerSample ? 'image' : 'batch'}, or eval() with running estimates`,
      );
    }
    const images = isPerSample ? input.reshape([1, channels, ...rest]) : input;
    const moments = dispatch(ops.channelMoments, [images], none);
    // A checkpoint runs forward twice for one batch.
    if (training && this.running_mean !== null && !isRecomputing()) {
      const shared = isPerSample ? moments.reshape([2, samples, features]).mean(1) : moments;
      noGrad(() => this.#updateEstimates(shared, count));
    }
    const repeated = (t: Tensor): Tensor =>
      isPerSample ? t.expand([repeats, features]).reshape([channels]) : t;
    const { dtype } = input;
    const weight = repeated(this.weight ?? ones([features], { dtype }));
    const bias = repeated(this.bias ?? zeros([features], { dtype }));
    return dispatch(ops.batchNorm, [images, weight, bias, moments], { eps }).reshape(input.shape);
  }

  #updateEstimates(moments: Tensor, count: number): void {
    const { momentum, running_mean, running_var, num_batches_tracked } = this;
    if (running_mean === null || running_var === null || num_batches_tracked === null) return;
    const [mean, variance] = moments.unbind();
    const seen = num_batches_tracked.add(1);
    const blend = (estimate: Tensor, batch: Tensor, factor: number): Tensor =>
      momentum === null
        ? estimate.add(batch.mul(factor).sub(estimate).div(seen))
        : estimate.mul(1 - momentum).add(batch.mul(momentum * factor));
    this.running_mean = replaced(running_mean, blend(running_mean, mean!, 1));
    this.running_var = replaced(running_var, blend(running_var, variance!, count / (count - 1)));
    // PyTorch's instance normalization counts nothing.
    if (!this.#kind.isPerSample) this.num_batches_tracked = replaced(num_batches_tracked, seen);
  }

  #normalizeBy(input: Tensor, mean: Tensor, variance: Tensor): Tensor {
    const { eps, weight, bias } = this;
    const deviation = variance.add(eps).rsqrt();
    const scale = weight === null ? deviation : weight.mul(deviation);
    const offset = mean.mul(scale);
    const shift = bias === null ? offset.neg() : bias.sub(offset);
    return input.mul(acrossChannels(scale, input)).add(acrossChannels(shift, input));
  }
}

/** Lets go of a buffer, and keeps what follows it. */
function replaced(before: Tensor, next: Tensor): Tensor {
  before.release('the next batch');
  return keep(next);
}
