import { type ArrayView, elementCount } from '../array-view.ts';
import type { Distribution, RandomKey } from '../kernels.ts';
import { philox, type Words } from './philox.ts';

/**
 * Element i takes the Philox block of `counter + i` for itself, so that it doesn't matter how a
 * tensor is split. Uniform float32 is the upper 24 bits of word 0, float64 53 bits of words 0 and
 * 1; normal is Box-Muller of two 53-bit uniforms, from words 0 and 1 and from words 2 and 3.
 */
export function random(
  distribution: Distribution,
  key: RandomKey,
  counter: number,
  output: ArrayView,
): void {
  const { data, offset } = output;
  const words: Words = [0, 0, 0, 0];
  const count = elementCount(output.shape);
  const sample =
    distribution === 'normal' ? normal : output.dtype === 'float64' ? uniform53 : uniform24;
  for (let i = 0; i < count; i++) data[offset + i] = sample(philox(key, counter + i, words));
}

function uniform24(words: Readonly<Words>): number {
  return (words[0] >>> 8) / 2 ** 24;
}

function uniform53(words: Readonly<Words>): number {
  return unit53(words[0], words[1]);
}

/** Box and Muller 1958. 1 - u is never 0, so that the logarithm is finite. */
function normal(words: Readonly<Words>): number {
  const radius = Math.sqrt(-2 * Math.log(1 - unit53(words[0], words[1])));
  return radius * Math.cos(2 * Math.PI * unit53(words[2], words[3]));
}

/** 53 bits of two words as a number in [0, 1). */
function unit53(high: number, low: number): number {
  return ((high >>> 5) * 2 ** 26 + (low >>> 6)) / 2 ** 53;
}
