import { isFloat, type PoolGeometry, type View } from '@plumbline/kernels';
import { formatShape } from '../shape.ts';

type Pair = readonly [number, number];

/** Options of `avgPool2d`. */
export interface AvgPoolOptions {
  /** Distance of neighbouring windows. Default: the kernel, so that windows don't overlap. */
  readonly stride?: number | Pair;
  /** Elements on either side, at most half the kernel. Default 0. */
  readonly padding?: number | Pair;
}
/** Options of `maxPool2d`. */
export interface MaxPoolOptions extends AvgPoolOptions {
  /** Distance of neighbouring elements of a window. Default 1. */
  readonly dilation?: number | Pair;
}

/** A number counts for rows and columns. */
export function poolGeometry(kernel: number | Pair, options: MaxPoolOptions): PoolGeometry {
  const { stride = kernel, padding = 0, dilation = 1 } = options;
  return {
    kernel: pair(kernel),
    stride: pair(stride),
    padding: pair(padding),
    dilation: pair(dilation),
  };
}

function pair(value: number | Pair): Pair {
  return typeof value === 'number' ? [value, value] : value;
}

/** `[n, c, h, w] -> [n, c, oh, ow]`, for images and geometries that fit; RangeError otherwise. */
export function pooledShape(image: View, geometry: PoolGeometry, op: string): number[] {
  const { shape, buffer } = image;
  if (shape.length !== 4) {
    throw new RangeError(`${op}: expected images [N, C, H, W], got ${formatShape(shape)}`);
  }
  if (!isFloat(buffer.dtype)) {
    throw new TypeError(`${op}: needs a float tensor, got ${buffer.dtype}; use .to('float32')`);
  }
  checkGeometry(geometry, op);
  const [rows, columns] = ([0, 1] as const).map((axis) => windowCount(image, geometry, axis, op));
  return [shape[0]!, shape[1]!, rows!, columns!];
}

function checkGeometry({ kernel, stride, padding, dilation }: PoolGeometry, op: string): void {
  const positive = { kernel, stride, dilation };
  for (const [name, sizes] of Object.entries(positive)) {
    if (sizes.every((size) => Number.isInteger(size) && size > 0)) continue;
    throw new RangeError(
      `${op}: ${name} must be whole numbers from 1 up, got ${formatShape(sizes)}`,
    );
  }
  const isSmall = (size: number, axis: number): boolean =>
    Number.isInteger(size) && size >= 0 && size <= kernel[axis]! / 2;
  if (!padding.every(isSmall)) {
    const [p, k] = [padding, kernel].map(formatShape);
    throw new RangeError(`${op}: padding ${p} must be from 0 to half the kernel ${k}`);
  }
}

function windowCount(
  { shape }: View,
  { kernel, stride, padding, dilation }: PoolGeometry,
  axis: 0 | 1,
  op: string,
): number {
  const size = shape[2 + axis]!;
  const [distance, border, step] = [stride[axis], padding[axis], dilation[axis]];
  const span = step * (kernel[axis] - 1) + 1;
  const count = Math.floor((size + 2 * border - span) / distance) + 1;
  if (count < 1 || size === 0) {
    const what = axis === 0 ? 'rows' : 'columns';
    throw new RangeError(
      `${op}: a window of ${span} ${what} does not fit an image of shape ${formatShape(shape)} ` +
        `padded by ${border}`,
    );
  }
  // With a dilation beyond the image's size a window may have all its elements in the padding.
  for (let window = 0; window < count; window++) {
    const first = window * distance - border;
    const inside = first >= 0 ? first : first + step * Math.ceil(-first / step);
    if (inside < size) continue;
    throw new RangeError(
      `${op}: with dilation ${step} a window lies in the padding of an image of shape ` +
        formatShape(shape),
    );
  }
  return count;
}
