import type { Measure } from './difference.ts';

/** How far from PyTorch's numbers, relative to what `measure` says, and why not nearer. */
export interface Tolerance {
  readonly measure: Measure;
  readonly float32: number;
  readonly float64: number;
  readonly reason: string;
}

/** Half the distance from 1 to the next number: what rounding one result costs. */
const roundoff = { float32: 2 ** -24, float64: 2 ** -53 };

function times(count: number, measure: Measure, reason: string): Tolerance {
  const { float32, float64 } = roundoff;
  return { measure, float32: count * float32, float64: count * float64, reason };
}

export const exact = times(0, 'element', 'nothing is rounded');

export const elementwise = times(
  32,
  'element',
  'a chain of roundings, and functions that either side has within a few of them',
);

export const summed = times(
  64,
  'tensor',
  'sums in another order, of some hundred terms; measured by the largest element, since their errors go with what was added',
);

export const cancelled = times(
  1024,
  'tensor',
  'large numbers that nearly cancel: rounding is relative to those, not to the difference',
);

export const stepped = times(
  64,
  'tensor',
  '20 steps, each of which starts with the roundings of those before',
);

export const deep: Tolerance = {
  measure: 'tensor',
  float32: 1e-4,
  float64: 1e-4,
  reason:
    'tens of layers, each with the roundings of those before, and batches so small that normalization makes them larger',
};

export const winograd: Tolerance = {
  measure: 'tensor',
  float32: 2e-4,
  float64: 2e-4,
  reason: "the same, with convolutions by Winograd's algorithm, which rounds ten times as coarsely",
};
