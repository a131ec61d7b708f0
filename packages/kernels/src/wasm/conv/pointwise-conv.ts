import type { ArrayView } from '../../array-view.ts';
import type { ConvGeometry } from '../../kernels.ts';

/** Whether a convolution mixes the channels of every pixel on its own: a matrix product. */
export function isPointwise(weight: ArrayView, { stride, padding }: ConvGeometry): boolean {
  const [kernelRows, kernelColumns] = weight.shape.slice(-2);
  const isSinglePixel = kernelRows === 1 && kernelColumns === 1;
  return isSinglePixel && [...padding, stride[0] - 1, stride[1] - 1].every((size) => size === 0);
}

/** Images `[n, groups * c, h, w]` as matrices `[n, groups, c, h * w]`, if their strides allow. */
export function asMatrices(images: ArrayView, groups: number): ArrayView | null {
  const [count = 0, channels = 0, rows = 0, columns = 0] = images.shape;
  const [image = 0, channel = 0, row = 0, column = 0] = images.strides;
  if (rows > 1 && row !== columns * column) return null;
  const inGroup = channels / groups;
  return {
    ...images,
    shape: [count, groups, inGroup, rows * columns],
    strides: [image, inGroup * channel, channel, column],
  };
}

/** Weights `[groups, o, c, 1, 1]` as matrices `[n, groups, o, c]`, the same for every image. */
export function repeatedMatrices(weights: ArrayView, count: number): ArrayView {
  return {
    ...weights,
    shape: [count, ...weights.shape.slice(0, 3)],
    strides: [0, ...weights.strides.slice(0, 3)],
  };
}
