/** Axes of several views of one shape, reduced to what a loop has to distinguish. */
export interface Collapsed {
  readonly shape: readonly number[];
  /** One array of strides for each view. */
  readonly strides: readonly (readonly number[])[];
}

/**
 * Drops axes of size 1 and merges neighbours that every view walks as one (the outer stride is the
 * inner stride times the inner size). The result has at least one axis.
 */
export function collapse(
  shape: readonly number[],
  strides: readonly (readonly number[])[],
): Collapsed {
  const sizes: number[] = [];
  const merged = strides.map((): number[] => []);
  for (let axis = 0; axis < shape.length; axis++) {
    const size = shape[axis]!;
    if (size === 1) continue;
    const last = sizes.length - 1;
    const continues =
      last >= 0 && strides.every((view, i) => merged[i]![last] === view[axis]! * size);
    if (continues) sizes[last]! *= size;
    else sizes.push(size);
    for (const [i, view] of strides.entries())
      merged[i]![continues ? last : last + 1] = view[axis]!;
  }
  if (sizes.length > 0) return { shape: sizes, strides: merged };
  return { shape: [1], strides: strides.map(() => [0]) };
}
