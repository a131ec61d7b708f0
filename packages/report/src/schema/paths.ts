import * as v from 'valibot';
import { count, formatOf, number } from './format.ts';

/**
 * The gradient at the first block's input by the length of the paths that it took, the number of
 * branches on the way (Veit et al. 2016, "Residual networks behave like ensembles of relatively
 * shallow networks"). The terms add up to the whole gradient exactly.
 */
export interface PathSpectrum {
  /** The blocks that the paths go through, in order. */
  readonly blocks: readonly string[];
  /** By length, from 0 (all identities) to the number of blocks. */
  readonly lengths: readonly PathLength[];
  /** Norm of the whole gradient. */
  readonly whole: number;
  /** Mean length, weighted by the norms. */
  readonly effectiveDepth: number;
  /** |sum of the terms - gradient from one backward pass| / |gradient|: what rounding leaves. */
  readonly error: number;
}

/** The paths of one length. */
export interface PathLength {
  /** The number of branches on the way. */
  readonly length: number;
  /** How many paths have this length: a binomial coefficient. */
  readonly paths: number;
  /** Norm of the sum of what they carry. */
  readonly norm: number;
  /** norm / the sum of all norms. */
  readonly share: number;
}

export const pathsFormat = formatOf<PathSpectrum>()(
  v.object({
    blocks: v.array(v.string()),
    lengths: v.array(
      formatOf<PathLength>()(
        v.object({ length: count, paths: number, norm: number, share: number }),
      ),
    ),
    whole: number,
    effectiveDepth: number,
    error: number,
  }),
);
