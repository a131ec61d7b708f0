/**
 * Autocorrelation by lag, from 0 to `lags`, of a series of vectors with the products ⟨g_s, g_t⟩ =
 * `product(s, t)`: Σ ⟨g_t - ḡ, g_(t+lag) - ḡ⟩ / Σ |g_t - ḡ|², sums over what there is (Box and Jenkins
 * 1976, chapter 2). With the covariance of a random series in the place of the products it is what to
 * expect of that series.
 */
export function autocorrelation(
  product: (s: number, t: number) => number,
  points: number,
  lags: number,
): number[] {
  const all = [...new Array(points).keys()];
  const mean = (value: (t: number) => number) => all.reduce((sum, t) => sum + value(t), 0) / points;
  const rows = all.map((s) => mean((t) => product(s, t)));
  const total = mean((s) => rows[s] ?? 0);
  const centered = (s: number, t: number) =>
    product(s, t) - (rows[s] ?? 0) - (rows[t] ?? 0) + total;
  const sums = Array.from({ length: lags + 1 }, (_, lag) =>
    all.slice(lag).reduce((sum, t) => sum + centered(t - lag, t), 0),
  );
  return sums.map((sum) => sum / (sums[0] ?? 0));
}

/** Of independent values: -(n - lag) / (n (n - 1)) for a lag above 0, since the mean is taken off. */
export function whiteNoise(points: number, lags: number): number[] {
  return autocorrelation((s, t) => (s === t ? 1 : 0), points, lags);
}

/** Of a random walk, whose values after s and t steps have the covariance min(s, t). */
export function brownNoise(points: number, lags: number): number[] {
  return autocorrelation((s, t) => Math.min(s, t) + 1, points, lags);
}
