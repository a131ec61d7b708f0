import * as v from 'valibot';
import { count, formatOf, number } from './format.ts';

/** How much gradients of single examples, or of small batches, differ. */
export interface GradientNoise {
  /** Gradients compared, and of how many examples each. */
  readonly gradients: number;
  /** Of how many examples each of the gradients is. */
  readonly examplesEach: number;
  /** Unbiased estimate of |G|², of the gradient G over all data; below 0 where noise drowns it. */
  readonly gradientSquare?: number;
  /**
   * Unbiased estimate of tr Σ, the variance of one example's gradient summed over all parameters.
   */
  readonly variance?: number;
  /**
   * tr Σ / |G|², in examples: the batch size up to which larger batches train in fewer steps
   * (McCandlish et al. 2018, "An empirical model of large-batch training", eq. 2.9 and appendix
   * A.1). Infinity where the estimate of |G|² is negative.
   */
  readonly noiseScale: number;
  /** Of each layer with parameters. */
  readonly layers: readonly {
    readonly name: string;
    /**
     * |G|² / tr Σ of the layer's parameters, by the same estimates: 0 where that of |G|² is
     * negative, NaN where no gradient arrives.
     */
    readonly signalToNoise: number;
  }[];
}

export const noiseFormat = formatOf<GradientNoise>()(
  v.object({
    gradients: count,
    examplesEach: count,
    gradientSquare: v.exactOptional(number),
    variance: v.exactOptional(number),
    noiseScale: number,
    layers: v.array(v.object({ name: v.string(), signalToNoise: number })),
  }),
);
