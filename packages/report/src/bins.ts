/** `values` in at most `count` bins of neighbors, each with its mean (as `mean` has it). */
export function bins(
  values: readonly number[],
  count: number,
  mean: (values: readonly number[]) => number,
): number[] {
  if (values.length <= count) return [...values];
  return Array.from({ length: count }, (_, bin) => {
    const start = Math.floor((bin * values.length) / count);
    const end = Math.floor(((bin + 1) * values.length) / count);
    return mean(values.slice(start, end));
  });
}

/** Of what is above 0; 0 where nothing is, and not finite where one value isn't. */
export function geometricMean(values: readonly number[]): number {
  const bad = values.find((value) => !Number.isFinite(value));
  if (bad !== undefined) return bad;
  const logs = values.filter((value) => value > 0).map(Math.log);
  return logs.length === 0 ? 0 : Math.exp(mean(logs));
}

export function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

/** The smallest and the largest of the finite values; null where there is none. */
export function extent(values: readonly number[]): [low: number, high: number] | null {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low <= high ? [low, high] : null;
}

/** Where a value stands between the ends of a scale, 0 to 1; 1 where they are one. */
export function placeIn(
  value: number,
  range: readonly [low: number, high: number],
  logarithmic: boolean,
): number {
  // Halves and differences of logarithms: high - low or high / low may overflow.
  const at = logarithmic ? Math.log : (x: number) => x / 2;
  const [low, high] = [at(range[0]), at(range[1])];
  return high > low ? Math.min(1, Math.max(0, (at(value) - low) / (high - low))) : 1;
}

/** A value as axes can have it: beyond 1e±150, where their arithmetic breaks down, NaN or 0. */
export function drawable(value: number): number {
  const size = Math.abs(value);
  if (size > 1e150) return Number.NaN;
  return size < 1e-150 ? 0 : value;
}

/** The ends of an axis, a little apart where all values are (nearly) one. */
export function axisEnds(values: readonly number[]): [low: number, high: number] {
  const [low, high] = extent(values) ?? [0, 1];
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (high - low > 1e-9 * size) return [low, high];
  return [low - Math.abs(low) / 2, high + (Math.abs(high) / 2 || 1)];
}
