import { bins, extent, geometricMean, mean, placeIn } from './bins.ts';

const levels = '▁▂▃▄▅▆▇█';
const zero = '·';
const notFinite = '!';

/** Options of `strip`. */
export interface StripOptions {
  /** Columns at most; neighbors share one beyond that (their mean, geometric on a logarithmic scale). Default 80. */
  readonly width?: number;
  /** The values at the bottom and the top of the scale. Default: the smallest and the largest (above 0). */
  readonly range?: readonly [low: number, high: number];
  /** Default true. On a linear scale 0 and negative values are values as others. */
  readonly logarithmic?: boolean;
}

/**
 * Values by depth, or over time, as one line of blocks: `▁` the lowest, `█` the highest, `·` exactly 0
 * (on a logarithmic scale), `!` not finite.
 */
export function strip(values: readonly number[], options: StripOptions = {}): string {
  const { width = 80, logarithmic = true } = options;
  const scale = options.range ?? (logarithmic ? positiveRange(values) : range(values));
  return bins(values, width, logarithmic ? geometricMean : mean)
    .map((value) => {
      if (!Number.isFinite(value)) return notFinite;
      if (logarithmic && value <= 0) return zero;
      return levels[Math.round(placeIn(value, scale, logarithmic) * (levels.length - 1))];
    })
    .join('');
}

/** The smallest and the largest finite value above 0; [1, 1] where there is none. */
export function positiveRange(values: readonly number[]): [low: number, high: number] {
  return range(values.filter((value) => value > 0));
}

function range(values: readonly number[]): [low: number, high: number] {
  return extent(values) ?? [1, 1];
}
