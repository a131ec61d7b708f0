/** Singular values of Jacobians (Pennington et al. 2017, "Resurrecting the sigmoid"). */
export interface JacobianSpectrum {
  /** The whole network's, then those of its residual blocks, each at what reaches it. */
  readonly jacobians: readonly Spectrum[];
}

export interface Spectrum {
  /** The block's path; '' for the whole network. */
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  /** Largest first; all of them, or those that converged. */
  readonly singularValues: readonly number[];
  /** Whether these are all. */
  readonly complete: boolean;
  /** Largest / smallest; Infinity where the smallest is 0; of a part of them a lower bound. */
  readonly conditionNumber: number;
  /** Mean of their squares, |J|² / min(inputs, outputs): 1 where norms are kept on the average. */
  readonly meanSquare: number;
  /** Root mean square of (singular value - 1): 0 for an isometry. */
  readonly isometryDistance: number;
}
