import { describe, formatShape } from './shape.ts';

/**
 * What to take of one axis: `[start, stop]` or `[start, stop, step]` as in NumPy (negative counts
 * from the end, null is "to the edge"), or null for all of it.
 */
export type SliceRange =
  | null
  | readonly [start: number | null, stop?: number | null]
  | readonly [start: number | null, stop: number | null, step: number];

/** NumPy's basic slicing as the first index, the count and the step of every axis. */
export function resolveSlices(shape: readonly number[], ranges: readonly SliceRange[]) {
  if (ranges.length > shape.length) {
    throw new RangeError(
      `slice: ${ranges.length} ranges for a tensor of shape ${formatShape(shape)}`,
    );
  }
  const resolved = shape.map((size, axis) => resolve(size, ranges[axis] ?? null, axis));
  return {
    starts: resolved.map(({ start }) => start),
    steps: resolved.map(({ step }) => step),
    shape: resolved.map(({ count }) => count),
  };
}

function resolve(
  size: number,
  range: SliceRange,
  axis: number,
): { start: number; count: number; step: number } {
  if (range === null) return { start: 0, count: size, step: 1 };
  if (!Array.isArray(range)) {
    throw new TypeError(
      `slice: axis ${axis}: a range is [start, stop], [start, stop, step] or null (all of it), got ` +
        `${describe(range)}; at(...) takes single elements`,
    );
  }
  const [first, last, step = 1] = range;
  if (!Number.isInteger(step) || step === 0) throw new RangeError(`slice: a step can't be ${step}`);
  const [lowest, highest] = step > 0 ? [0, size] : [-1, size - 1];
  const clamp = (index: number) => {
    if (!Number.isInteger(index)) throw new RangeError(`slice: ${index} is not a whole number`);
    return Math.min(highest, Math.max(lowest, index < 0 ? index + size : index));
  };
  const start = first === null ? (step > 0 ? lowest : highest) : clamp(first);
  const stop = last === null || last === undefined ? (step > 0 ? highest : lowest) : clamp(last);
  const count = Math.max(0, Math.ceil((stop - start) / step));
  return { start: count === 0 ? 0 : start, count, step };
}
