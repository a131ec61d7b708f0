import type { RandomOptions, Shape, Tensor } from '@plumbline/tensor';
import { checkOptions } from '@plumbline/tensor';
import { fanOf } from './fan.ts';
import { normal } from './normal.ts';
import { uniform } from './uniform.ts';

/** Options of `xavierNormal` and `xavierUniform`. */
export interface XavierOptions extends RandomOptions {
  /** Multiplies the standard deviation; see `calculateGain`. Default 1. */
  readonly gain?: number;
}

/**
 * Weights that keep the variance of the forward and of the backward pass in balance: uniform in
 * ±√3 σ, with σ = gain √(2 / (fan in + fan out)) (Glorot and Bengio 2010, "Understanding the
 * difficulty of training deep feedforward neural networks", eq. 16). `shape` is [out, in,
 * ...kernel]; float32 by default.
 */
export function xavierUniform(shape: Shape, options: XavierOptions = {}): Tensor {
  checkOptions('xavierUniform', options, ['gain', 'dtype', 'generator']);
  const { gain = 1, ...random } = options;
  const bound = Math.sqrt(3) * standardDeviation(shape, gain);
  return uniform(shape, { ...random, low: -bound, high: bound });
}

/** As `xavierUniform`, but normal with mean 0 and standard deviation gain √(2 / (in + out)). */
export function xavierNormal(shape: Shape, options: XavierOptions = {}): Tensor {
  checkOptions('xavierNormal', options, ['gain', 'dtype', 'generator']);
  const { gain = 1, ...random } = options;
  return normal(shape, { ...random, std: standardDeviation(shape, gain) });
}

function standardDeviation(shape: Shape, gain: number): number {
  const { fanIn, fanOut } = fanOf(shape);
  return gain * Math.sqrt(2 / (fanIn + fanOut));
}
