import { type ArrayView, elementCount } from '../../array-view.ts';
import type { ConvGeometry } from '../../kernels.ts';
import type { FeatureMode } from '../assembler/feature-mode.ts';
import type { Copy } from '../copy/copy.ts';
import type { Matmul } from '../matmul/matmul.ts';
import type { PlanSpace } from '../plan/plan-recorder.ts';
import { Correlate, type Correlation } from './correlate.ts';
import { CorrelateImages } from './correlate-images.ts';
import { Depthwise, isDepthwise } from './depthwise/depthwise.ts';
import { imageOf } from './frame.ts';
import {
  type AxisGeometry,
  forwardAxis,
  gradientPhases,
  type Phase,
  type Progression,
} from './patch-axis.ts';
import { type Patches, patchesOf } from './patches.ts';
import { asMatrices, isPointwise, repeatedMatrices } from './pointwise-conv.ts';
import { Winograd } from './winograd/winograd.ts';

/** How a convolution is computed. The choice is one for all parts of it, since they round otherwise. */
export type ConvAlgorithm = 'direct' | 'winograd';

/** Float32 convolution. */
export class Conv2d {
  readonly #copy: Copy;
  readonly #matmul: Matmul;
  readonly #correlate: Correlate;
  readonly #correlateImages: CorrelateImages;
  readonly #winograd: Winograd;
  readonly #depthwise: Depthwise;

  constructor(
    memory: WebAssembly.Memory,
    mode: FeatureMode,
    space: PlanSpace,
    { copy, matmul }: { readonly copy: Copy; readonly matmul: Matmul },
  ) {
    this.#copy = copy;
    this.#matmul = matmul;
    this.#correlate = new Correlate(memory, mode, space, copy);
    this.#winograd = new Winograd(memory, mode, space, copy);
    this.#depthwise = new Depthwise(memory, mode, space, copy);
    this.#correlateImages = new CorrelateImages(memory, mode, space, copy);
  }

  forward(
    input: ArrayView,
    weight: ArrayView,
    output: ArrayView,
    geometry: ConvGeometry,
    algorithm: ConvAlgorithm,
  ): void {
    if (this.#isDone(output, elementCount(weight.shape.slice(1)))) return;
    const weights = byGroup(weight, geometry.groups);
    if (isPointwise(weight, geometry) && this.#multiply(weights, input, output)) return;
    if (algorithm === 'winograd') {
      this.#winograd.correlate(input, weight, output, geometry.padding);
      return;
    }
    const patches = patchesOfInput(input, weight, geometry, output);
    this.#correlateWith({ images: input, weights, output, patches });
  }

  gradInput(
    gradient: ArrayView,
    weight: ArrayView,
    output: ArrayView,
    geometry: ConvGeometry,
    algorithm: ConvAlgorithm,
  ): void {
    if (this.#isDone(output, elementCount(gradient.shape) * elementCount(weight.shape))) return;
    const transposed = swapChannels(byGroup(weight, geometry.groups));
    if (isPointwise(weight, geometry) && this.#multiply(transposed, gradient, output)) return;
    if (algorithm === 'winograd') {
      const [rows, columns] = geometry.padding;
      // There is one group.
      const backward = imageOf(reversed(transposed), 0);
      this.#winograd.correlate(gradient, backward, output, [2 - rows, 2 - columns]);
      return;
    }
    const along = (axis: 0 | 1): Phase[] =>
      gradientPhases(axisGeometry(output, weight, geometry, gradient, axis));
    const phases = along(0).flatMap((row) => along(1).map((column) => [row, column] as const));
    const reachesAll = phases.every((axes) => axes.every(({ taps }) => taps.count > 0));
    if (!reachesAll) this.#copy.zero(output);
    for (const [row, column] of phases) {
      const patches = patchesOf(row.patches, column.patches, transposed.shape[2]!);
      if (patches.taps.length === 0) continue;
      const weights = pick(transposed, row.taps, column.taps);
      const inputs = pick(output, row.inputs, column.inputs);
      this.#correlateWith({ images: gradient, weights, output: inputs, patches });
    }
  }

  gradWeight(
    input: ArrayView,
    gradient: ArrayView,
    output: ArrayView,
    geometry: ConvGeometry,
    algorithm: ConvAlgorithm,
  ): void {
    if (this.#isDone(output, elementCount(gradient.shape))) return;
    if (algorithm === 'winograd') {
      this.#winograd.gradWeight(input, gradient, output, geometry.padding);
      return;
    }
    const patches = patchesOfInput(input, output, geometry, gradient);
    const { groups } = geometry;
    const correlation = { images: input, gradient, output, groups, patches };
    if (isDepthwise(output, groups)) this.#depthwise.correlateImages(correlation);
    else this.#correlateImages.run(correlation);
  }

  /** Weights are [groups, o, c, kh, kw]. */
  #correlateWith(correlation: Correlation): void {
    const [, outputs, inputs] = correlation.weights.shape;
    if (outputs === 1 && inputs === 1) this.#depthwise.correlate(correlation);
    else this.#correlate.run(correlation);
  }

  /** Multiplies every pixel's channels by the weights, if the images can be read as matrices. */
  #multiply(weights: ArrayView, images: ArrayView, output: ArrayView): boolean {
    const [groups = 1] = weights.shape;
    const [from, to] = [asMatrices(images, groups), asMatrices(output, groups)];
    if (from === null || to === null) return false;
    this.#matmul.run(repeatedMatrices(weights, images.shape[0]!), from, to);
    return true;
  }

  /** Whether nothing is left to add: there is no output, or it is a sum of no products. */
  #isDone(output: ArrayView, products: number): boolean {
    const count = elementCount(output.shape);
    if (count === 0 || products > 0) return count === 0;
    this.#copy.zero(output);
    return true;
  }
}

/** What the outputs see of one group of an input. */
function patchesOfInput(
  input: ArrayView,
  weight: { readonly shape: readonly number[] },
  geometry: ConvGeometry,
  output: { readonly shape: readonly number[] },
): Patches {
  const along = (axis: 0 | 1): AxisGeometry => axisGeometry(input, weight, geometry, output, axis);
  return patchesOf(forwardAxis(along(0)), forwardAxis(along(1)), weight.shape[1]!);
}

function axisGeometry(
  input: { readonly shape: readonly number[] },
  weight: { readonly shape: readonly number[] },
  geometry: ConvGeometry,
  output: { readonly shape: readonly number[] },
  axis: 0 | 1,
): AxisGeometry {
  return {
    size: input.shape[2 + axis]!,
    taps: weight.shape[2 + axis]!,
    pixels: output.shape[2 + axis]!,
    stride: geometry.stride[axis],
    padding: geometry.padding[axis],
    dilation: geometry.dilation[axis],
  };
}

/** `[o, c, kh, kw]` as `[groups, o / groups, c, kh, kw]`. */
function byGroup(weight: ArrayView, groups: number): ArrayView {
  const [outputs = 0, ...shape] = weight.shape;
  const rows = outputs / groups;
  return {
    ...weight,
    shape: [groups, rows, ...shape],
    strides: [rows * weight.strides[0]!, ...weight.strides],
  };
}

/** `[groups, o, c, kh, kw]` as `[groups, c, o, kh, kw]`. */
function swapChannels(weights: ArrayView): ArrayView {
  const swapped = <T>([group, outputs, inputs, ...rest]: readonly T[]): T[] => [
    group!,
    inputs!,
    outputs!,
    ...rest,
  ];
  return { ...weights, shape: swapped(weights.shape), strides: swapped(weights.strides) };
}

/** The kernels' rows and columns (the last two axes) backwards. */
function reversed(weights: ArrayView): ArrayView {
  const along = (axis: -1 | -2): Progression => {
    const count = weights.shape.at(axis)!;
    return { first: count - 1, step: -1, count };
  };
  return pick(weights, along(-2), along(-1));
}

/** Some of the rows and columns (the last two axes) of a view. */
function pick(view: ArrayView, rows: Progression, columns: Progression): ArrayView {
  const outer = view.shape.length - 2;
  const [rowStride = 0, columnStride = 0] = view.strides.slice(outer);
  return {
    ...view,
    offset: view.offset + rows.first * rowStride + columns.first * columnStride,
    shape: [...view.shape.slice(0, outer), rows.count, columns.count],
    strides: [...view.strides.slice(0, outer), rows.step * rowStride, columns.step * columnStride],
  };
}
