import * as v from 'valibot';
import { count, formatOf, number, series } from './format.ts';

/**
 * Whether the gradient at the input still resembles itself from one input to a near one, or is white
 * noise (Balduzzi et al. 2017, "The shattered gradients problem").
 */
export interface Shattering {
  /** Inputs on the line, at equal distances. */
  readonly points: number;
  /** Autocorrelation of the gradient by lag, from lag 0 (which is 1), in points. */
  readonly autocorrelation: readonly number[];
  /** What to expect of white noise and of brown noise (a random walk) of as many points. */
  readonly whiteNoise: readonly number[];
  /** What to expect of brown noise, a random walk, of as many points, by lag. */
  readonly brownNoise: readonly number[];
  /**
   * Mean correlation between the gradients at two inputs that are independent of each other: different
   * examples of the sample. NaN for a sample of one.
   */
  readonly correlation: number;
}

export const shatteringFormat = formatOf<Shattering>()(
  v.object({
    points: count,
    autocorrelation: series,
    whiteNoise: series,
    brownNoise: series,
    correlation: number,
  }),
);
