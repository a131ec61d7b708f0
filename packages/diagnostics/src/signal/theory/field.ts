/**
 * What mean-field theory knows of a signal, averaged over the units of a wide network and the examples
 * of the batch. NaN: not known.
 */
export interface Field {
  /** q, the mean square. */
  readonly meanSquare: number;
  /** c, the mean cosine between two different examples. */
  readonly correlation: number;
  /** Square of the mean over an example's units: what LayerNorm takes away. */
  readonly squaredMean: number;
  /**
   * Mean over the channels of the square of a channel's mean over the batch (and over positions): what
   * batch normalization takes away.
   */
  readonly sharedSquare: number;
  /**
   * The part of the mean square that is not of normal variables with mean 0, which sums with random
   * weights are: all of it after an activation, a falling part where blocks add to it.
   */
  readonly abnormal: number;
}

export const unknownField: Field = {
  meanSquare: Number.NaN,
  correlation: Number.NaN,
  squaredMean: Number.NaN,
  sharedSquare: Number.NaN,
  abnormal: Number.NaN,
};

/**
 * Of the sum of two signals from independent weights (Yang and Schoenholz 2017). Mean squares
 * add up where one of the two has mean 0; where neither has, nothing is known.
 */
export function addFields(a: Field, b: Field): Field {
  const overlap = a.squaredMean * b.squaredMean;
  if (!(overlap <= 1e-6 * a.meanSquare * b.meanSquare)) return unknownField;
  const meanSquare = a.meanSquare + b.meanSquare;
  return {
    meanSquare,
    correlation: (productOf(a) + productOf(b)) / meanSquare,
    squaredMean: a.squaredMean + b.squaredMean,
    sharedSquare: a.sharedSquare + b.sharedSquare,
    abnormal: a.abnormal + b.abnormal,
  };
}

/** Mean product of two examples' units: 0 of a signal that is not there, which has no cosine. */
function productOf({ meanSquare, correlation }: Field): number {
  return meanSquare === 0 ? 0 : meanSquare * correlation;
}

/** Of the signal times a factor whose square is `square`, on the average over the units. */
export function scaleField(field: Field, square: number): Field {
  if (square === 1) return field;
  const scaled = (value: number) => (square === 0 ? 0 : square * value);
  return {
    ...field,
    meanSquare: scaled(field.meanSquare),
    squaredMean: scaled(field.squaredMean),
    sharedSquare: scaled(field.sharedSquare),
    abnormal: scaled(field.abnormal),
  };
}
