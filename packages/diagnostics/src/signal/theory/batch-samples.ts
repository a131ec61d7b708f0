import type { Shape } from '@plumbline/tensor';

/** Elements that a channel has in the batch: N of [N, C], N · H · W of [N, C, H, W]; else NaN. */
export function samplesOf(shape: Shape): number {
  const [samples = 0, , ...positions] = shape;
  if (shape.length !== 2 && shape.length !== 4) return Number.NaN;
  return positions.reduce((product, size) => product * size, samples);
}
