/** Of gradients in one or several parameters. */
export interface Norms {
  /** Mean of |g|² over the gradients of parts of a batch. */
  readonly small: number;
  /** |g|² of their mean, the gradient of the whole batch. */
  readonly large: number;
}

/**
 * |G|² and tr Σ from the norms at two batch sizes, b and n b. Since E|g_B|² = |G|² + tr Σ / B,
 * both are unbiased (McCandlish et al. 2018, "An empirical model of large-batch training",
 * appendix A.1); the first may come out negative.
 */
export function signalAndNoise(
  norms: readonly Norms[],
  n: number,
  b: number,
): { signal: number; noise: number } {
  const small = norms.reduce((sum, norm) => sum + norm.small, 0);
  const large = norms.reduce((sum, norm) => sum + norm.large, 0);
  return { signal: (n * large - small) / (n - 1), noise: ((small - large) * n * b) / (n - 1) };
}
