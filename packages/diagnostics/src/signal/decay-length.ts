import { slope } from '../slope.ts';

type Point = readonly [depth: number, value: number];

/**
 * The depth in which a positive quantity falls by a factor e: -1 / the slope of its logarithm. Negative
 * where it grows, Infinity where it stays, NaN for fewer than two points. Values that are not above
 * `smallest` are left out.
 */
export function decayLength(points: readonly Point[], smallest = 0): number {
  const usable = points.filter(([, value]) => value > smallest && Number.isFinite(value));
  const rate = -slope(usable.map(([depth, value]) => [depth, Math.log(value)]));
  return rate === 0 ? Infinity : 1 / rate;
}

/** What is smaller than this of 1 - correlation is rounding in float32. */
const rounding = 1e-10;

/** The length in which 1 - correlation falls; Infinity where it does not. */
export function correlationLength(points: readonly Point[]): number {
  const apart = points.map(([depth, correlation]): Point => [depth, 1 - correlation]);
  const length = decayLength(apart, rounding);
  return length < 0 ? Infinity : length;
}
