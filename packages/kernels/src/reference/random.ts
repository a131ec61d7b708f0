import { type ArrayView, elementCount } from '../array-view.ts';
import type { Distribution, RandomKey } from '../kernels.ts';
import { philox, type Words } from './philox.ts';

/**
 * Element i takes the Philox block of `counter + i`. Uniform float32 is its first word's upper 24
 * bits, float64 53 bits of the first two; normal is Box-Muller of two 53-bit (words 0, 1) and
 * 53-bit (words 2, 3) uniforms.
 */
export function random(
  distribution: Distribution,
  key: RandomKey,
  counter: number,
  output: ArrayView,
): void {
  const words: Words = [0, 0, 0, 0];
  const count = elementCount(output.shape);
  const sample =
    distribution === 'normal' ? normal : output.dtype === 'float64' ? uniform53 : uniform24;
  for (let i = 0; i < count; i++) {
    output.data[output.offset + i] = sample(philox(key, counter + i, words));
  }
}

function uniform24([first]: Words): number {
  return (first >>> 8) / 2 ** 24;
}

function uniform53([first, second]: Words): number {
  return unit53(first, second);
}

/** Box and Muller 1958. 1 - u is never 0, so that the logarithm is finite. */
function normal([a, b, c, d]: Words): number {
  return Math.sqrt(-2 * Math.log(1 - unit53(a, b))) * Math.cos(2 * Math.PI * unit53(c, d));
}

/** 53 bits of two words as a number in [0, 1). */
function unit53(high: number, low: number): number {
  return ((high >>> 5) * 2 ** 26 + (low >>> 6)) / 2 ** 53;
}
