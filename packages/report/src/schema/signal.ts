import * as v from 'valibot';
import { count, formatOf, number } from './format.ts';

/**
 * How a signal goes through a network at initialization, by depth (Schoenholz et al. 2016, "Deep
 * information propagation"; Yang and Schoenholz 2017, "Mean field residual networks").
 */
export interface SignalPropagation {
  /** Layers and residual blocks in the order in which they returned, one entry a call. */
  readonly layers: readonly SignalLayer[];
  /** Mean cosine between two different examples of the input, where it is known. */
  readonly inputCorrelation?: number;
  /** Steps of `depth` in which 1 - correlation shrinks by a factor e; Infinity where it does not. */
  readonly correlationLength: number;
  /**
   * Steps of `depth` in which the mean square of the gradient shrinks by a factor e on its way to the
   * input; negative where it grows.
   */
  readonly gradientLength: number;
}

/** A layer or a residual block, at one of its calls. */
export interface SignalLayer {
  /** Its path in the model. */
  readonly name: string;
  /** The name of its class. */
  readonly kind: string;
  /** The path of the innermost residual block around it. */
  readonly block: string | null;
  /**
   * Its number, from 1, among the steps that lengths are counted in: layers with weights, and residual
   * blocks as a whole. Left out for what is no step (an activation, the inside of a block).
   */
  readonly depth?: number;
  /** Mean of the squares of its output. */
  readonly meanSquare: number;
  /** Mean of its output. */
  readonly mean: number;
  /** Mean cosine between the outputs of two different examples; NaN for a batch of one. */
  readonly correlation: number;
  /** Mean of the squares of dL/d output; NaN where no gradient arrived. */
  readonly gradientMeanSquare: number;
  /** What mean-field theory expects, as far as it has rules for all that the number depends on. */
  readonly predicted?: {
    readonly meanSquare?: number;
    readonly correlation?: number;
    readonly gradientMeanSquare?: number;
  };
}

const layerFormat = formatOf<SignalLayer>()(
  v.object({
    name: v.string(),
    kind: v.string(),
    block: v.nullable(v.string()),
    depth: v.exactOptional(count),
    meanSquare: number,
    mean: number,
    correlation: number,
    gradientMeanSquare: number,
    predicted: v.exactOptional(
      v.object({
        meanSquare: v.exactOptional(number),
        correlation: v.exactOptional(number),
        gradientMeanSquare: v.exactOptional(number),
      }),
    ),
  }),
);

export const signalFormat = formatOf<SignalPropagation>()(
  v.object({
    layers: v.array(layerFormat),
    inputCorrelation: v.exactOptional(number),
    correlationLength: number,
    gradientLength: number,
  }),
);
