import type { Module } from '@plumbline/layers';
import { checkOptions, type Tensor } from '@plumbline/tensor';
import { checkCount } from '../check-count.ts';
import { meanOf } from '../mean-of.ts';
import { slope } from '../slope.ts';
import { gradientCorrelation } from './gradient-correlation.ts';

/** Options of `shatteringByDepth`. */
export interface ShatteringByDepthOptions {
  /** The depths, L, to measure at. */
  readonly depths: readonly number[];
  /** Networks of each depth. Default 10. */
  readonly repeats?: number;
  /** Called after each network. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** What `shatteringByDepth` returns. */
export interface ShatteringByDepth {
  /** One for each depth, in the order given. */
  readonly rows: readonly {
    readonly depth: number;
    /** Correlation between gradients at independent inputs, mean over the networks. */
    readonly correlation: number;
    /** The standard error of that mean; NaN for one network. */
    readonly standardError: number;
  }[];
  /** Of correlation ~ 2^(exponential · L): -1 for plain networks (Balduzzi et al. 2017, theorem 1). */
  readonly exponential: number;
  /** Of correlation ~ L^power: -1/2 for residual ones with batch normalization by theorem 3. */
  readonly power: number;
}

/**
 * How the correlation between gradients at independent inputs falls with depth (Balduzzi et al. 2017,
 * theorems 1 and 3). `make(depth)` makes a new network each time, `draw()` a batch [N, ...] of
 * independent inputs for it, which is released. Both fits are straight lines by least squares through
 * the logarithms of correlations above 0, over log depth for `power` (depths above 0 alone).
 *
 * What to expect differs from the theorems in two ways. Theorem 1's 1/2^L takes it that a unit is active
 * for two inputs by chance, a quarter of the time; so it is behind a normalization, but without one the
 * signals of different inputs grow alike with depth, and the correlation falls as the product of
 * 1 - θ/π over the layers (θ the angle between the signals, Cho and Saul 2009): as L^-3 at last. And
 * theorem 3 has the variance in a normalized residual network grow by β² a block, but batch
 * normalization takes away the mean of what the rectifier gives, a part of 1/π: the power becomes
 * -π / (2 (π - 1)) = -0.73 in place of -1/2.
 */
export function shatteringByDepth(
  make: (depth: number) => Module,
  draw: () => Tensor,
  options: ShatteringByDepthOptions,
): ShatteringByDepth {
  checkOptions('shatteringByDepth', options, ['depths', 'repeats', 'onProgress']);
  const { depths, repeats = 10, onProgress } = options;
  checkCount(repeats, 'shatteringByDepth: repeats');
  let done = 0;
  const rows = depths.map((depth) => {
    const correlations = Array.from({ length: repeats }, () => {
      const inputs = draw();
      const correlation = gradientCorrelation(make(depth), inputs);
      inputs.release('shatteringByDepth');
      onProgress?.(++done, depths.length * repeats);
      return correlation;
    });
    const { mean, error } = meanOf(correlations);
    return { depth, correlation: mean, standardError: error };
  });
  const logs = rows
    .filter(({ correlation }) => correlation > 0)
    .map(({ depth, correlation }) => [depth, Math.log(correlation)] as const);
  return {
    rows,
    exponential: slope(logs) / Math.LN2,
    power: slope(logs.flatMap(([depth, log]) => (depth > 0 ? [[Math.log(depth), log]] : []))),
  };
}
