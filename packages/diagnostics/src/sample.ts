import { crossEntropy, mse } from '@plumbline/layers';
import { isFloat, isTensor, type Tensor } from '@plumbline/tensor';

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
  if (!isSample(sample)) throw new TypeError(`a sample is a tensor or ${expected(sample)}`);
  const [input, target] = isTensor(sample) ? [sample, null] : sample;
  const loss = options.loss ?? defaultLoss;
  return { input, target, loss: (output) => loss(output, target) };
}

/** A list of two tensors is an input and its target. In JavaScript anything may come. */
export function isSample(sample: unknown): sample is Sample {
  if (!Array.isArray(sample)) return isTensor(sample);
  return sample.length === 2 && sample.every(isTensor);
}

function expected(got: unknown): string {
  const hasArrays = Array.isArray(got) || ArrayBuffer.isView(got);
  const hint = hasArrays ? '; tensor(...) makes one of an array' : '';
  const parts = Array.isArray(got) ? `[${got.map(nameOf).join(', ')}]` : nameOf(got);
  return `[input, target], two tensors, got ${parts}${hint}`;
}

function nameOf(value: unknown): string {
  if (isTensor(value)) return 'a tensor';
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return 'an array';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

function defaultLoss(output: Tensor, target: Tensor | null): Tensor {
  if (target === null) return output.square().mean();
  return isFloat(target.dtype) ? mse(output, target) : crossEntropy(output, target);
}
