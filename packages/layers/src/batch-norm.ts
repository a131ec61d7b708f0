import { noGrad, Parameter } from '@plumbline/autograd';
import {
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
import { checkSize } from './check-size.ts';
import { Module } from './module.ts';

export interface BatchNormOptions extends TensorOptions {
  /** Added to the variance, so that a constant channel is not divided by 0. Default 1e-5. */
  readonly eps?: number;
  /** How much of the running estimates a batch replaces. Default 0.1. */
  readonly momentum?: number;
}

/**
 * Batch normalization of images [N, C, H, W] by channel: (x - mean) / √(variance + eps) · weight +
 * bias (Ioffe and Szegedy 2015, "Batch normalization", algorithms 1 and 2). In training mean and
 * (biased) variance are the batch's, and go into running estimates, the variance unbiased there;
 * `eval` uses those. State dict names are PyTorch's. float32 by default.
 */
export class BatchNorm2d extends Module {
  readonly eps: number;
  readonly momentum: number;
  readonly weight: Parameter;
  readonly bias: Parameter;
  /** Running estimates [C], and how many batches they have seen (int32, no axes). */
  running_mean: Tensor;
  running_var: Tensor;
  num_batches_tracked: Tensor;

  constructor(features: number, options: BatchNormOptions = {}) {
    super();
    checkSize(features, 'BatchNorm2d: the number of channels');
    const { eps = 1e-5, momentum = 0.1, ...dtype } = options;
    this.eps = eps;
    this.momentum = momentum;
    this.weight = scope(() => new Parameter(ones([features], dtype)));
    this.bias = scope(() => new Parameter(zeros([features], dtype)));
    this.running_mean = zeros([features], dtype);
    this.running_var = ones([features], dtype);
    this.num_batches_tracked = zeros([], { dtype: 'int32' });
    for (const name of ['running_mean', 'running_var', 'num_batches_tracked'])
      this.registerBuffer(name);
  }

  get features(): number {
    return this.weight.shape[0] ?? 0;
  }

  /** RangeError for another shape, and in training for a single element a channel. */
  forward(input: Tensor): Tensor {
    const { features } = this;
    if (input.rank !== 4 || input.shape[1] !== features) {
      const shape = formatShape(input.shape);
      throw new RangeError(
        `BatchNorm2d(${features}): an input of shape ${shape}; expected [N, ${features}, H, W]`,
      );
    }
    return scope(() =>
      this.training ? this.#normalize(input) : this.#normalizeByEstimates(input),
    );
  }

  #normalize(input: Tensor): Tensor {
    const { eps, weight, bias, features } = this;
    const count = input.size / features;
    if (count < 2) {
      throw new RangeError(
        `BatchNorm2d(${features}): one element a channel has no variance; ` +
          'use a larger batch, or eval()',
      );
    }
    const moments = dispatch(ops.channelMoments, [input], none);
    this.#updateEstimates(moments, count);
    return dispatch(ops.batchNorm, [input, weight, bias, moments], { eps });
  }

  #updateEstimates(moments: Tensor, count: number): void {
    const { momentum } = this;
    noGrad(() => {
      const [mean, variance] = [0, 1].map((row) => moments.slice([row, row + 1]).reshape([-1]));
      const blend = (estimate: Tensor, batch: Tensor, factor: number): Tensor =>
        estimate.mul(1 - momentum).add(batch.mul(momentum * factor));
      this.#replace('running_mean', blend(this.running_mean, mean!, 1));
      this.#replace('running_var', blend(this.running_var, variance!, count / (count - 1)));
      this.#replace('num_batches_tracked', this.num_batches_tracked.add(1));
    });
  }

  #replace(name: 'running_mean' | 'running_var' | 'num_batches_tracked', next: Tensor): void {
    this[name].release('the next batch');
    this[name] = keep(next);
  }

  #normalizeByEstimates(input: Tensor): Tensor {
    const { eps, weight, bias, running_mean: mean, running_var: variance } = this;
    const scale = weight.mul(variance.add(eps).rsqrt());
    const shift = bias.sub(mean.mul(scale));
    const across = (t: Tensor): Tensor => t.reshape([-1, 1, 1]);
    return input.mul(across(scale)).add(across(shift));
  }
}
