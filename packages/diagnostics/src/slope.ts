/** The slope of the straight line through `points` by least squares; NaN for fewer than two. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  if (points.length < 2) return Number.NaN;
  const mean = (value: (point: readonly [number, number]) => number) =>
    points.reduce((sum, point) => sum + value(point), 0) / points.length;
  const [center, level] = [mean(([x]) => x), mean(([, y]) => y)];
  return mean(([x, y]) => (x - center) * (y - level)) / mean(([x]) => (x - center) ** 2);
}
