import * as v from 'valibot';
import { formatOf, number } from './format.ts';

/**
 * How a signal goes through a network at initialization, by depth (Schoenholz et al. 2016, "Deep
 * information propagation"; Yang and Schoenholz 2017, "Mean field residual networks").
 */
export interface SignalPropagation {
  /** Layers in the order in which they ran. */
  readonly layers: readonly SignalLayer[];
  /** Layers in which 1 - correlation shrinks by a factor e; Infinity where it does not. */
  readonly correlationLength: number;
  /** Layers in which the mean square of the gradient shrinks by a factor e; negative where it grows. */
  readonly gradientLength: number;
}

export interface SignalLayer {
  readonly name: string;
  readonly kind: string;
  /** Mean of the squares of its output. */
  readonly meanSquare: number;
  readonly mean: number;
  /** Mean cosine between the outputs of two different examples. */
  readonly correlation: number;
  /** Mean of the squares of dL/d output. */
  readonly gradientMeanSquare: number;
  /** What mean-field theory expects, where it has a rule for all layers up to here. */
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
    correlationLength: number,
    gradientLength: number,
  }),
);
