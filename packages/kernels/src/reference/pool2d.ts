import { type ArrayView, contiguousStrides, elementCount } from '../array-view.ts';
import type { PoolGeometry } from '../kernels.ts';

export function maxPool2d(input: ArrayView, geometry: PoolGeometry, output: ArrayView): void {
  const { data } = input;
  forEachWindow(input, output, geometry, (elements, at) => {
    const best = firstLargest(data, elements);
    output.data[at] = best < 0 ? Number.NEGATIVE_INFINITY : data[elements[best]!.offset]!;
  });
}

export function maxPool2dIndex(input: ArrayView, geometry: PoolGeometry, output: ArrayView): void {
  forEachWindow(input, output, geometry, (elements, at) => {
    const best = firstLargest(input.data, elements);
    output.data[at] = elements[best]?.position ?? 0;
  });
}

/** Sums in float64. */
export function avgPool2d(input: ArrayView, geometry: PoolGeometry, output: ArrayView): void {
  const count = geometry.kernel[0] * geometry.kernel[1];
  forEachWindow(input, output, geometry, (elements, at) => {
    let sum = 0;
    for (const { offset } of elements) sum += input.data[offset]!;
    output.data[at] = sum / count;
  });
}

export function avgPool2dGrad(
  gradient: ArrayView,
  geometry: PoolGeometry,
  output: ArrayView,
): void {
  const { shape } = output;
  const sums = new Float64Array(elementCount(shape));
  const count = geometry.kernel[0] * geometry.kernel[1];
  const into = { offset: 0, shape, strides: contiguousStrides(shape) };
  forEachWindow(into, gradient, geometry, (elements, at) => {
    for (const { offset } of elements) sums[offset]! += gradient.data[at]!;
  });
  output.data.set(
    sums.map((sum) => sum / count),
    output.offset,
  );
}

type Shaped = Pick<ArrayView, 'offset' | 'shape' | 'strides'>;

/** An element of a window: where it lies in the array, and `row * w + column` in the image. */
interface WindowElement {
  readonly offset: number;
  readonly position: number;
}

/** Visits every window with its elements in row-major order, and where its result lies. */
function forEachWindow(
  image: Shaped,
  results: Shaped,
  geometry: PoolGeometry,
  visit: (elements: readonly WindowElement[], result: number) => void,
): void {
  const [images = 0, channels = 0, rows = 0, columns = 0] = results.shape;
  const [rowStride = 0, columnStride = 0] = image.strides.slice(2);
  const width = image.shape[3]!;
  const coveredRows = Array.from({ length: rows }, (_, y) => covered(image, geometry, 0, y));
  const coveredColumns = Array.from({ length: columns }, (_, x) => covered(image, geometry, 1, x));
  const offsetOf = ({ offset, strides }: Shaped, index: readonly number[]): number =>
    index.reduce((sum, i, axis) => sum + i * strides[axis]!, offset);
  for (let n = 0; n < images; n++) {
    for (let c = 0; c < channels; c++) {
      const plane = offsetOf(image, [n, c]);
      for (const [y, windowRows] of coveredRows.entries()) {
        for (const [x, windowColumns] of coveredColumns.entries()) {
          const elements: WindowElement[] = [];
          for (const row of windowRows) {
            for (const column of windowColumns) {
              const offset = plane + row * rowStride + column * columnStride;
              elements.push({ offset, position: row * width + column });
            }
          }
          visit(elements, offsetOf(results, [n, c, y, x]));
        }
      }
    }
  }
}

/** What a window covers of one of the two image axes. */
function covered(
  image: Shaped,
  { kernel, stride, padding, dilation }: PoolGeometry,
  axis: 0 | 1,
  window: number,
): number[] {
  const places: number[] = [];
  for (let k = 0; k < kernel[axis]; k++) {
    const place = window * stride[axis] - padding[axis] + k * dilation[axis];
    if (place >= 0 && place < image.shape[2 + axis]!) places.push(place);
  }
  return places;
}

/** Which element is the first NaN, or else the first of the largest; -1 if there is none. */
function firstLargest(data: ArrayView['data'], elements: readonly WindowElement[]): number {
  let best = -1;
  let champion = Number.NEGATIVE_INFINITY;
  for (const [i, { offset }] of elements.entries()) {
    const value = data[offset]!;
    if (Number.isNaN(value)) return i;
    if (best >= 0 && value <= champion) continue;
    best = i;
    champion = value;
  }
  return best;
}
