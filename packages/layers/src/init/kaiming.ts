import type { RandomOptions, Shape, Tensor } from '@plumbline/tensor';
import { checkChoice, checkOptions } from '@plumbline/tensor';
import { fanOf } from './fan.ts';
import { calculateGain, type Nonlinearity } from './gain.ts';
import { normal } from './normal.ts';
import { uniform } from './uniform.ts';

/** Options of `kaimingNormal` and `kaimingUniform`. */
export interface KaimingOptions extends RandomOptions {
  /** Keep the variance of the forward pass ('fanIn', default) or the backward pass ('fanOut'). */
  readonly mode?: 'fanIn' | 'fanOut';
  /** What follows the layer. Default 'leakyRelu', which with the default `a` is ReLU. */
  readonly nonlinearity?: Nonlinearity;
  /** The slope of `leakyRelu` below 0. Default 0. */
  readonly a?: number;
}

/**
 * Weights for a layer before a rectifier: uniform in ±√3 σ, with σ = gain / √fan (He et al. 2015,
 * "Delving deep into rectifiers"). `shape` is [out, in, ...kernel]; float32 by default.
 */
export function kaimingUniform(shape: Shape, options: KaimingOptions = {}): Tensor {
  checkKaiming('kaimingUniform', options);
  const bound = Math.sqrt(3) * standardDeviation(shape, options);
  return uniform(shape, { ...random(options), low: -bound, high: bound });
}

/** As `kaimingUniform`, but normal with mean 0 and standard deviation gain / √fan. */
export function kaimingNormal(shape: Shape, options: KaimingOptions = {}): Tensor {
  checkKaiming('kaimingNormal', options);
  return normal(shape, { ...random(options), std: standardDeviation(shape, options) });
}

function checkKaiming(name: string, options: KaimingOptions): void {
  checkOptions(name, options, ['mode', 'nonlinearity', 'a', 'dtype', 'generator']);
  checkChoice(`${name}: mode`, options.mode ?? 'fanIn', ['fanIn', 'fanOut']);
}

function standardDeviation(shape: Shape, options: KaimingOptions): number {
  const { mode = 'fanIn', nonlinearity = 'leakyRelu', a = 0 } = options;
  return calculateGain(nonlinearity, a) / Math.sqrt(fanOf(shape)[mode]);
}

function random({ mode: _, nonlinearity: __, a: ___, ...rest }: KaimingOptions): RandomOptions {
  return rest;
}
