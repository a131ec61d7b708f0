import { type ArrayView, contiguousStrides, elementCount } from '../array-view.ts';
import type { ConvGeometry } from '../kernels.ts';
import type { Walked } from './rows.ts';

/*
 * A convolution, its gradient with respect to the input and that with respect to the weight are one
 * set of products: `output[n, o, y, x] += input[n, c, iy, ix] * weight[o, c, ky, kx]` for all
 * indices where `iy = y * stride + ky * dilation - padding` (and `ix` likewise) is in the image.
 * They differ in which of the three arrays is summed into.
 */

export function conv2d(
  input: ArrayView,
  weight: ArrayView,
  geometry: ConvGeometry,
  output: ArrayView,
): void {
  const [x, w] = [input.data, weight.data];
  const sums = new Float64Array(elementCount(output.shape));
  forEachRun({ input, weight, output: sumsFor(output) }, geometry, (run) => {
    const factor = w[run.weight]!;
    for (let i = 0; i < run.count; i++) {
      sums[run.output + i * run.outputStep]! += factor * x[run.input + i * run.inputStep]!;
    }
  });
  output.data.set(sums, output.offset);
}

export function conv2dGradInput(
  gradient: ArrayView,
  weight: ArrayView,
  geometry: ConvGeometry,
  output: ArrayView,
): void {
  const [g, w] = [gradient.data, weight.data];
  const sums = new Float64Array(elementCount(output.shape));
  forEachRun({ input: sumsFor(output), weight, output: gradient }, geometry, (run) => {
    const factor = w[run.weight]!;
    for (let i = 0; i < run.count; i++) {
      sums[run.input + i * run.inputStep]! += factor * g[run.output + i * run.outputStep]!;
    }
  });
  output.data.set(sums, output.offset);
}

export function conv2dGradWeight(
  input: ArrayView,
  gradient: ArrayView,
  geometry: ConvGeometry,
  output: ArrayView,
): void {
  const [x, g] = [input.data, gradient.data];
  const sums = new Float64Array(elementCount(output.shape));
  forEachRun({ input, weight: sumsFor(output), output: gradient }, geometry, (run) => {
    let sum = 0;
    for (let i = 0; i < run.count; i++) {
      sum += g[run.output + i * run.outputStep]! * x[run.input + i * run.inputStep]!;
    }
    sums[run.weight]! += sum;
  });
  output.data.set(sums, output.offset);
}

interface Shaped extends Walked {
  readonly shape: readonly number[];
}

/** Where the sums for a (contiguous) result lie in an array of their own. */
function sumsFor({ shape }: ArrayView): Shaped {
  return { offset: 0, shape, strides: contiguousStrides(shape) };
}

/** The products of one weight with a row of the input: offsets of the first, and distances. */
interface Run {
  input: number;
  weight: number;
  output: number;
  inputStep: number;
  outputStep: number;
  count: number;
}

/** Visits every product, a row of the output at a time. The run is reused between calls. */
function forEachRun(
  views: { readonly input: Shaped; readonly weight: Shaped; readonly output: Shaped },
  geometry: ConvGeometry,
  visit: (run: Readonly<Run>) => void,
): void {
  const { input, weight, output } = views;
  const [channels = 0, groupChannels = 0] = [output.shape[1], weight.shape[1]];
  const groupOutputs = channels / geometry.groups;
  const rows = axisOf(views, geometry, 0);
  const columns = axisOf(views, geometry, 1);
  const run = { ...noRun, inputStep: columns.inputStep, outputStep: columns.outputStep };
  const place = (view: Shaped, index0: number, index1: number): number =>
    view.offset + index0 * view.strides[0]! + index1 * view.strides[1]!;

  for (let n = 0; n < output.shape[0]!; n++) {
    for (let o = 0; o < channels; o++) {
      const firstChannel = Math.floor(o / groupOutputs) * groupChannels;
      for (let c = 0; c < groupChannels; c++) {
        const inputPlane = place(input, n, firstChannel + c);
        const weightPlane = place(weight, o, c);
        const outputPlane = place(output, n, o);
        forEachTap(rows, columns, (row, column) => {
          run.weight = weightPlane + row.weight + column.weight;
          run.count = column.count;
          for (let y = 0; y < row.count; y++) {
            run.input = inputPlane + row.input + y * rows.inputStep + column.input;
            run.output = outputPlane + row.output + y * rows.outputStep + column.output;
            visit(run);
          }
        });
      }
    }
  }
}

const noRun: Run = { input: 0, weight: 0, output: 0, inputStep: 0, outputStep: 0, count: 0 };

/** One position of the kernel along one axis: the outputs it serves, as offsets on that axis. */
interface Tap {
  readonly input: number;
  readonly weight: number;
  readonly output: number;
  readonly count: number;
}

interface Axis {
  readonly taps: readonly Tap[];
  readonly inputStep: number;
  readonly outputStep: number;
}

function forEachTap(rows: Axis, columns: Axis, visit: (row: Tap, column: Tap) => void): void {
  for (const row of rows.taps) for (const column of columns.taps) visit(row, column);
}

/** What one of the two image axes contributes to the offsets of all products. */
function axisOf(
  { input, weight, output }: { input: Shaped; weight: Shaped; output: Shaped },
  geometry: ConvGeometry,
  axis: 0 | 1,
): Axis {
  const [stride, padding] = [geometry.stride[axis], geometry.padding[axis]];
  const [inputStride, weightStride, outputStride] = [input, weight, output].map(
    (view) => view.strides[2 + axis]!,
  );
  const taps: Tap[] = [];
  for (let k = 0; k < weight.shape[2 + axis]!; k++) {
    // Output y reads the input at y * stride + shift, which is inside from `first` to `last`.
    const shift = k * geometry.dilation[axis] - padding;
    const first = Math.max(0, Math.ceil(-shift / stride));
    const end = Math.floor((input.shape[2 + axis]! - 1 - shift) / stride) + 1;
    const count = Math.min(output.shape[2 + axis]!, end) - first;
    if (count <= 0) continue;
    taps.push({
      input: (first * stride + shift) * inputStride!,
      weight: k * weightStride!,
      output: first * outputStride!,
      count,
    });
  }
  return { taps, inputStep: stride * inputStride!, outputStep: outputStride! };
}
