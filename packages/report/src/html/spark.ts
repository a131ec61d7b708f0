import { line } from 'd3-shape';
import { bins, extent, geometricMean } from '../bins.ts';

/** A curve the size of a word, for a cell: how the logarithms of some values went. */
export function spark(values: readonly number[]): string {
  const heights = bins(values, 60, geometricMean).map(Math.log);
  const [low, high] = extent(heights) ?? [0, 0];
  if (heights.length < 2) return '';
  const curve = line<number>(
    (_, i) => (100 * i) / (heights.length - 1),
    (height) => (high > low ? 20 - (18 * (height - low)) / (high - low) - 1 : 10),
  )
    .defined(Number.isFinite)
    .digits(1);
  return `<svg class="spark" viewBox="0 0 100 20" preserveAspectRatio="none" aria-hidden="true"><path class="line series-0" d="${curve(heights) ?? ''}"/></svg>`;
}
