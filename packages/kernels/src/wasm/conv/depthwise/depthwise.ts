import { type ArrayView, elementCount, isContiguous } from '../../../array-view.ts';
import type { FeatureMode } from '../../assembler/feature-mode.ts';
import type { Kernel } from '../../assembler/module-builder.ts';
import type { Copy } from '../../copy/copy.ts';
import { KernelCache } from '../../kernel-cache.ts';
import type { PlanSpace } from '../../plan/plan-recorder.ts';
import type { Correlation } from '../correlate.ts';
import type { ImageCorrelation } from '../correlate-images.ts';
import { Frame, imageOf, viewAt } from '../frame.ts';
import type { Patches } from '../patches.ts';
import { correlateGradients, correlatePlanes, type PixelsOfRow } from './kernels.ts';

/**
 * Convolutions in which every channel has a kernel of its own: a matrix product of one row would
 * pack patches to use them once, so each plane is read where it is, tap by tap.
 */
export class Depthwise {
  readonly #mode: FeatureMode;
  readonly #space: PlanSpace;
  readonly #copy: Copy;
  readonly #kernels: KernelCache;

  constructor(memory: WebAssembly.Memory, mode: FeatureMode, space: PlanSpace, copy: Copy) {
    this.#mode = mode;
    this.#space = space;
    this.#copy = copy;
    this.#kernels = new KernelCache(memory, mode);
  }

  /** As `Correlate.run`; weights are [groups, 1, 1, kh, kw]. */
  correlate({ images, weights, output, patches }: Correlation): void {
    const frame = new Frame(images, patches, { space: this.#space, copy: this.#copy });
    const copiesWeights = !isContiguous(weights);
    const copiesOutput = !isContiguous(imageOf(output, 0));
    const copied = this.#space.region(copiesWeights ? elementCount(weights.shape) * 4 : 0);
    const imageBytes = elementCount(output.shape.slice(1)) * 4;
    const result = this.#space.region(copiesOutput ? imageBytes : 0);
    if (copiesWeights) this.#copy.toContiguous(weights, copied);
    const factors = copiesWeights ? copied : weights.offset * 4;
    const geometry = this.#geometry(patches, images.shape[1]!);
    const kernel = this.#kernel(patches, 'planes', correlatePlanes);
    frame.clear();
    for (let n = 0; n < images.shape[0]!; n++) {
      const target = imageOf(output, n);
      const written = copiesOutput ? viewAt(result, target) : target;
      const pixel = frame.place(n) + patches.pixels[0]! * 4;
      kernel(pixel, factors, written.offset * 4, ...geometry);
      if (copiesOutput) this.#copy.run(written, target);
    }
  }

  /** As `CorrelateImages.run`, with as many groups as channels on either side. */
  correlateImages({ images, gradient, output, patches }: ImageCorrelation): void {
    const frame = new Frame(images, patches, { space: this.#space, copy: this.#copy });
    const copiesGradient = !isContiguous(imageOf(gradient, 0));
    const imageBytes = elementCount(gradient.shape.slice(1)) * 4;
    const copied = this.#space.region(copiesGradient ? imageBytes : 0);
    const geometry = this.#geometry(patches, images.shape[1]!);
    const kernel = this.#kernel(patches, 'gradients', correlateGradients);
    frame.clear();
    for (let n = 0; n < images.shape[0]!; n++) {
      const slopes = imageOf(gradient, n);
      if (copiesGradient) this.#copy.toContiguous(slopes, copied);
      const slope = copiesGradient ? copied : slopes.offset * 4;
      const pixel = frame.place(n) + patches.pixels[0]! * 4;
      kernel(pixel, slope, output.offset * 4, n > 0 ? 1 : 0, ...geometry);
    }
  }

  /** The kernels' last parameters. */
  #geometry({ rows, columns, plane, taps }: Patches, planes: number): number[] {
    const { address, length } = this.#space.table(taps);
    const rowStride = distance(rows.pixels) * columns.framed * 4;
    return [
      ...[planes, plane * 4, address, length],
      ...[rows.pixels.length, columns.pixels.length, rowStride, distance(columns.pixels) * 4],
    ];
  }

  #kernel(
    { columns }: Patches,
    name: string,
    generate: (mode: FeatureMode, pixels: PixelsOfRow) => ReturnType<typeof correlatePlanes>,
  ): Kernel {
    const pixels = distance(columns.pixels) === 1 ? 'adjacent' : 'spaced';
    return this.#kernels.get(`${name} ${pixels}`, () => generate(this.#mode, pixels));
  }
}

/** From one pixel to the next; a single one has no other. */
function distance([first = 0, second = first + 1]: readonly number[]): number {
  return second - first;
}

/** Whether each of `groups` has one channel on either side; `weight` is [o, c / groups, kh, kw]. */
export function isDepthwise({ shape }: Pick<ArrayView, 'shape'>, groups: number): boolean {
  return shape[0] === groups && shape[1] === 1;
}
