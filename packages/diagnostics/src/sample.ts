import { crossEntropy, mse } from '@plumbline/layers';
import { isFloat, type Tensor } from '@plumbline/tensor';

/** What a network is tried on: an input and its target, as a loader gives them, or an input alone. */
export type Sample = Tensor | readonly [input: Tensor, target: Tensor];

/** Options of what measures a loss. */
export interface SampleOptions {
  /**
   * The loss of an output. Default: with an int target cross-entropy, with a float target the mean
   * squared error, without a target the mean of the output's squares.
   */
  readonly loss?: (output: Tensor, target: Tensor | null) => Tensor;
}

/** A sample taken apart, with its loss. */
export interface Trial {
  readonly input: Tensor;
  readonly target: Tensor | null;
  /** The loss of the model's output for `input`. */
  readonly loss: (output: Tensor) => Tensor;
}

export function trialOf(sample: Sample, options: SampleOptions = {}): Trial {
  if (typeof sample !== 'object' || sample === null) {
    throw new TypeError(`a sample is a tensor or [input, target], got ${String(sample)}`);
  }
  const [input, target] = 'isPlumblineTensor' in sample ? [sample, null] : sample;
  const loss = options.loss ?? defaultLoss;
  return { input, target, loss: (output) => loss(output, target) };
}

function defaultLoss(output: Tensor, target: Tensor | null): Tensor {
  if (target === null) return output.square().mean();
  return isFloat(target.dtype) ? mse(output, target) : crossEntropy(output, target);
}
