import * as v from 'valibot';
import { count, formatOf, number, series } from './format.ts';

/** Singular values of Jacobians (Pennington et al. 2017, "Resurrecting the sigmoid"). */
export interface JacobianSpectrum {
  /** The whole network's, then those of its residual blocks, each at what reaches it. */
  readonly jacobians: readonly Spectrum[];
}

/** The singular values of one Jacobian. */
export interface Spectrum {
  /** The block's path; '' for the whole network. */
  readonly name: string;
  /** Its columns: elements of one example's input. */
  readonly inputs: number;
  /** Its rows: elements of one example's output. */
  readonly outputs: number;
  /** Largest first; all of them, or those asked for that converged. */
  readonly singularValues: readonly number[];
  /** Whether these are all. */
  readonly complete: boolean;
  /**
   * Largest / smallest; Infinity where the smallest can't be told from 0; of a part of them a lower
   * bound.
   */
  readonly conditionNumber: number;
  /**
   * Mean of the squares of all, |J|² / min(inputs, outputs): 1 where norms are kept on the average.
   * Of a part of them an estimate.
   */
  readonly meanSquare: number;
  /** Its standard error: 0 where all are known. */
  readonly meanSquareError?: number;
  /** Root mean square of (singular value - 1) over all, or an estimate: 0 for an isometry. */
  readonly isometryDistance: number;
}

const spectrumFormat = formatOf<Spectrum>()(
  v.object({
    name: v.string(),
    inputs: count,
    outputs: count,
    singularValues: series,
    complete: v.boolean(),
    conditionNumber: number,
    meanSquare: number,
    meanSquareError: v.exactOptional(number),
    isometryDistance: number,
  }),
);

export const jacobianFormat = formatOf<JacobianSpectrum>()(
  v.object({ jacobians: v.array(spectrumFormat) }),
);
