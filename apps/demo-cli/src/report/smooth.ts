/** A curve with fewer points. */
export interface SmoothCurve {
  readonly values: readonly number[];
  /** The middle of each value's window; steps count from 1. */
  readonly positions: readonly number[];
}

/** The means of windows of `size` values, one after the other; the last one may be shorter. */
export function smooth(values: readonly number[], size: number): SmoothCurve {
  const starts = Array.from({ length: Math.ceil(values.length / size) }, (_, i) => i * size);
  const windows = starts.map((start) => values.slice(start, start + size));
  return {
    values: windows.map((window) => window.reduce((sum, x) => sum + x, 0) / window.length),
    positions: windows.map(({ length }, i) => i * size + (length + 1) / 2),
  };
}
