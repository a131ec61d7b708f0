/** Mean, standard deviation of a single value, and standard error of the mean. */
export interface Spread {
  readonly mean: number;
  readonly deviation: number;
  readonly error: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (values.length - 1));
  return { mean, deviation, error: deviation / Math.sqrt(values.length) };
}

/** Of the straight line through points [x, y] by least squares. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const x = spreadOf(points.map(([at]) => at)).mean;
  const y = spreadOf(points.map(([, value]) => value)).mean;
  let [xy, xx] = [0, 0];
  for (const [at, value] of points) {
    xy += (at - x) * (value - y);
    xx += (at - x) ** 2;
  }
  return xy / xx;
}

/** Whether a mean is within three standard errors of what was predicted, or within `share` of it. */
export function isNear({ mean, error }: Spread, predicted: number, share = 0.05): boolean {
  return Math.abs(mean - predicted) <= Math.max(3 * error, share * Math.abs(predicted));
}

export function mean(values: readonly number[]): number {
  return spreadOf(values).mean;
}

/** The middle value, or the mean of the two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return mean([sorted[Math.floor(middle)] ?? Number.NaN, sorted[Math.ceil(middle)] ?? Number.NaN]);
}
