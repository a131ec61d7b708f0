import type { ConvGeometry } from '@plumbline/kernels';

/** A number for both axes, or one each. */
export type RowsAndColumns = number | readonly [rows: number, columns: number];

/** Options of `conv2d`. */
export interface Conv2dOptions {
  /** By how many pixels the kernel moves. Default 1. */
  readonly stride?: RowsAndColumns;
  /** Zeros on every side of the image. Default 0. */
  readonly padding?: RowsAndColumns;
  /** Distance of neighbouring kernel elements in the image. Default 1. */
  readonly dilation?: RowsAndColumns;
  /** Parts into which the channels are split that have nothing to do with each other. Default 1. */
  readonly groups?: number;
}

/** The options in full. RangeError for a size that is not whole, or too small. */
export function convGeometry(options: Conv2dOptions): ConvGeometry {
  const { stride = 1, padding = 0, dilation = 1, groups = 1 } = options;
  return {
    stride: pair(stride, 1, 'stride'),
    padding: pair(padding, 0, 'padding'),
    dilation: pair(dilation, 1, 'dilation'),
    groups: whole(groups, 1, 'groups'),
  };
}

function pair(value: RowsAndColumns, least: number, name: string): readonly [number, number] {
  const [rows, columns] = typeof value === 'number' ? [value, value] : value;
  return [whole(rows, least, name), whole(columns, least, name)];
}

function whole(value: number, least: number, name: string): number {
  if (Number.isInteger(value) && value >= least) return value;
  throw new RangeError(`conv2d: ${name} must be a whole number from ${least} up, got ${value}`);
}
