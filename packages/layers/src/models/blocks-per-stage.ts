/**
 * The n in `depth` = `layers` · n + `others`: with three stages of n blocks each has `layers` / 3
 * layers with weights. RangeError for a depth that no n from 1 up gives.
 */
export function blocksPerStage(
  name: string,
  depth: number,
  layers: number,
  others: number,
): readonly [number, number, number] {
  const n = (depth - others) / layers;
  if (Number.isInteger(n) && n >= 1) return [n, n, n];
  const below = Number.isFinite(n) ? Math.max(1, Math.floor(n)) : 1;
  const nearest = [below, below + 1].map((blocks) => blocks * layers + others);
  throw new RangeError(
    `${name}: a depth of ${depth} is not ${layers}n + ${others}; use ${nearest.join(' or ')}`,
  );
}
