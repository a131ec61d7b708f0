const levels = '▁▂▃▄▅▆▇█';
const zero = '·';
const notFinite = '!';

export interface StripOptions {
  /** Columns at most; neighbors share one beyond that (their geometric mean). Default 80. */
  readonly width?: number;
  /** The values at the bottom and the top of the scale. Default: the smallest and largest above 0. */
  readonly range?: readonly [low: number, high: number];
}

/**
 * Values by depth as one line of blocks, on a logarithmic scale: `▁` the lowest, `█` the highest,
 * `·` exactly 0, `!` not finite.
 */
export function strip(values: readonly number[], { width = 80, range }: StripOptions = {}): string {
  const [low, high] = range ?? positiveRange(values);
  return columns(values, width)
    .map((value) => {
      if (!Number.isFinite(value)) return notFinite;
      if (value <= 0) return zero;
      const height = high > low ? Math.log(value / low) / Math.log(high / low) : 1;
      const level = Math.round(height * (levels.length - 1));
      return levels[Math.min(levels.length - 1, Math.max(0, level))];
    })
    .join('');
}

/** The smallest and the largest finite value above 0; [1, 1] where there is none. */
export function positiveRange(values: readonly number[]): [low: number, high: number] {
  const positive = values.filter((value) => value > 0 && Number.isFinite(value));
  return positive.length === 0 ? [1, 1] : [Math.min(...positive), Math.max(...positive)];
}

function columns(values: readonly number[], width: number): number[] {
  if (values.length <= width) return [...values];
  return Array.from({ length: width }, (_, column) => {
    const start = Math.floor((column * values.length) / width);
    const end = Math.floor(((column + 1) * values.length) / width);
    return geometricMean(values.slice(start, end));
  });
}

/** Of what is above 0; 0 where nothing is, and not finite where one value isn't. */
function geometricMean(values: readonly number[]): number {
  const bad = values.find((value) => !Number.isFinite(value));
  if (bad !== undefined) return bad;
  const logs = values.filter((value) => value > 0).map(Math.log);
  return logs.length === 0 ? 0 : Math.exp(logs.reduce((a, b) => a + b, 0) / logs.length);
}
