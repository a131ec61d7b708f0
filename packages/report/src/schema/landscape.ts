import * as v from 'valibot';
import { formatOf, series } from './format.ts';

/**
 * The loss along one or two random directions in the space of the weights, each filter's part of which
 * is as long as the filter (Li et al. 2018, "Visualizing the loss landscape of neural nets").
 */
export interface Landscape {
  /** Steps along the first direction. */
  readonly alpha: readonly number[];
  /** Steps along the second one; left out in one dimension. */
  readonly beta?: readonly number[];
  /** The loss by alpha; in two dimensions a row a beta. */
  readonly loss: readonly (readonly number[])[];
}

export const landscapeFormat = formatOf<Landscape>()(
  v.pipe(
    v.object({
      alpha: series,
      beta: v.exactOptional(series),
      loss: v.array(series),
    }),
    v.check(
      ({ alpha, beta, loss }) =>
        loss.length === (beta?.length ?? 1) && loss.every((row) => row.length === alpha.length),
      'landscape.loss needs a row a beta (one row where there is none), each with a value an alpha',
    ),
  ),
);
