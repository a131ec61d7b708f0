import type { Tensor } from '@plumbline/tensor';

/** Of the elements of a tensor that was drawn at random. */
export interface Statistics {
  readonly mean: number;
  /** The biased one. */
  readonly variance: number;
  readonly least: number;
  readonly most: number;
  readonly count: number;
}

export function statisticsOf(t: Tensor): Statistics {
  const data = Float64Array.from(t.dataSync());
  const mean = data.reduce((sum, x) => sum + x, 0) / data.length;
  const variance = data.reduce((sum, x) => sum + (x - mean) ** 2, 0) / data.length;
  const [least, most] = [Math.min(...data), Math.max(...data)];
  return { mean, variance, least, most, count: data.length };
}

/** As python/initializers.py stores them. */
export function parseStatistics(t: Tensor): Statistics {
  const [mean = 0, variance = 0, least = 0, most = 0, count = 0] = t.dataSync();
  return { mean, variance, least, most, count };
}

/**
 * How far the statistics of two samples are apart, in standard errors of their difference: of means
 * (deviation · √(2 / n)), and of variances, no more than those of normal draws (variance · √(4 / n)).
 */
export function apart(mine: Statistics, theirs: Statistics): number {
  const { variance, count } = theirs;
  if (variance === 0) return mine.variance === 0 && mine.mean === theirs.mean ? 0 : Infinity;
  const ofMeans = Math.abs(mine.mean - theirs.mean) / Math.sqrt((2 * variance) / count);
  const ofVariances = Math.abs(mine.variance - variance) / (variance * Math.sqrt(4 / count));
  return Math.max(ofMeans, ofVariances);
}
