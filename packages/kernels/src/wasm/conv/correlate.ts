import { type ArrayView, elementCount, isContiguous } from '../../array-view.ts';
import { type FeatureMode, unjoined } from '../assembler/feature-mode.ts';
import type { Copy } from '../copy/copy.ts';
import { edgeBytes } from '../matmul/multiply-block.ts';
import { Packer } from '../matmul/packer.ts';
import { PanelProduct } from '../matmul/panel-product.ts';
import { tileColumns, tileRows } from '../matmul/tile.ts';
import type { PlanSpace, Table } from '../plan/plan-recorder.ts';
import { blockColumns, blockDepth, blockRows, forEachBlock, rowsInPlace } from './blocks.ts';
import { Frame, imageOf, viewAt } from './frame.ts';
import { PatchPacker, partOf } from './patch-packer.ts';
import type { Patches } from './patches.ts';

/** Images [n, groups * c, h, w], weights [groups, o, c, kh, kw], output [n, groups * o, oh, ow]. */
export interface Correlation {
  readonly images: ArrayView;
  readonly weights: ArrayView;
  readonly output: ArrayView;
  /** What the weights see of one group of an image. */
  readonly patches: Patches;
}

/** What stays the same for all images and groups of one call; addresses. */
interface Shared {
  readonly rows: number;
  readonly pixels: Table;
  readonly taps: Table;
  readonly packedPatches: number;
  readonly edge: number;
  /** Whether the matrix kernel reads the image itself. */
  readonly inPlace: boolean;
}

/**
 * Correlates images with weights: for every image and group the matrix product
 * `weights [o, taps] x patches [taps, pixels]`. The weights are packed once, the patches straight
 * from the image, a block at a time. Views may have any strides.
 */
export class Correlate {
  readonly #mode: FeatureMode;
  readonly #space: PlanSpace;
  readonly #copy: Copy;
  readonly #packerOfWeights: Packer;
  readonly #packerOfPatches: PatchPacker;
  readonly #product: PanelProduct;

  constructor(memory: WebAssembly.Memory, mode: FeatureMode, space: PlanSpace, copy: Copy) {
    this.#mode = mode;
    this.#space = space;
    this.#copy = copy;
    this.#packerOfWeights = new Packer(memory, unjoined(mode), tileRows);
    this.#packerOfPatches = new PatchPacker(memory, unjoined(mode));
    this.#product = new PanelProduct(memory, mode);
  }

  /** There is at least one tap, and one element of the output. */
  run({ images, weights, output, patches }: Correlation): void {
    const [groups = 1, rows = 0, groupChannels = 0] = weights.shape;
    const [taps, pixels] = [patches.taps.length, patches.pixels.length];
    const frame = new Frame(images, patches, { space: this.#space, copy: this.#copy });
    const copiesWeights = !isContiguous(weights);
    const copiesOutput = !isContiguous(imageOf(output, 0));
    const packedBytes = this.#packerOfWeights.bytes(rows, taps);
    const inPlace = this.#readsInPlace(rows, patches);
    const columns = Math.min(pixels, blockColumns) + tileColumns(this.#mode);
    const [packed, packedPatches, copied, result, edge] = [
      packedBytes * groups,
      inPlace ? 0 : columns * Math.min(taps, blockDepth) * 4,
      copiesWeights ? elementCount(weights.shape) * 4 : 0,
      copiesOutput ? elementCount(output.shape.slice(1)) * 4 : 0,
      edgeBytes(this.#mode),
    ].map((bytes) => this.#space.region(bytes));

    if (copiesWeights) this.#copy.toContiguous(weights, copied!);
    this.#packWeights(copiesWeights ? copied! : weights.offset * 4, packed!, weights, taps);
    const shared: Shared = {
      rows,
      taps: this.#space.table(patches.taps),
      pixels: this.#space.table(patches.pixels),
      packedPatches: packedPatches!,
      edge: edge!,
      inPlace,
    };
    frame.clear();
    for (let n = 0; n < images.shape[0]!; n++) {
      const image = frame.place(n);
      const target = imageOf(output, n);
      const written = copiesOutput ? viewAt(result!, target) : target;
      for (let group = 0; group < groups; group++) {
        const source = image + group * groupChannels * patches.plane * 4;
        const to = written.offset * 4 + group * rows * pixels * 4;
        this.#multiply(shared, packed! + group * packedBytes, source, to);
      }
      if (copiesOutput) this.#copy.run(written, target);
    }
  }

  /**
   * Whether the matrix kernel can read the image as it is, and does so as fast: tiles of pixels have
   * to lie side by side, and are found anew for every tile of rows.
   */
  #readsInPlace(rows: number, { columns }: Patches): boolean {
    const [first = 0, second = 0] = columns.pixels;
    const isAdjacent = second - first === 1;
    const fillsTiles = columns.pixels.length % tileColumns(this.#mode) === 0;
    return isAdjacent && fillsTiles && rows <= rowsInPlace;
  }

  /** One block of the depth after the other, each as the matrix kernel reads it. */
  #packWeights(address: number, target: number, weights: ArrayView, taps: number): void {
    const [groups = 1, rows = 0] = weights.shape;
    for (let group = 0; group < groups; group++) {
      const from = address + group * rows * taps * 4;
      const to = target + group * this.#packerOfWeights.bytes(rows, taps);
      forEachBlock(taps, blockDepth, (step, depth) => {
        const block = { address: from + step * 4, lanes: rows, depth };
        const strides = { laneStride: taps * 4, depthStride: 4 };
        this.#packerOfWeights.pack({ ...block, ...strides }, to + this.#blockStart(rows, step));
      });
    }
  }

  /** Where the block of packed weights starts that begins with `step`. */
  #blockStart(rows: number, step: number): number {
    return this.#packerOfWeights.bytes(rows, step);
  }

  /** One group of one image. */
  #multiply(shared: Shared, weights: number, image: number, output: number): void {
    const { rows, pixels, taps, packedPatches, edge, inPlace } = shared;
    const width = tileColumns(this.#mode);
    forEachBlock(pixels.length, blockColumns, (column, n) => {
      const lanes = partOf(pixels, column, n);
      forEachBlock(taps.length, blockDepth, (step, k) => {
        const steps = partOf(taps, step, k);
        if (!inPlace) {
          this.#packerOfPatches.pixelPanels(packedPatches, image, lanes, steps, width);
        }
        forEachBlock(rows, blockRows, (row, m) => {
          const block = {
            a: weights + this.#blockStart(rows, step) + row * k * 4,
            b: inPlace ? image : packedPatches,
            c: output + (row * pixels.length + column) * 4,
            cStride: pixels.length * 4,
            ...{ m, n, k, edge },
            accumulate: step > 0,
          };
          const tables = { stepTable: steps.address, columnTable: lanes.address };
          if (inPlace) this.#product.runWithTables({ ...block, ...tables });
          else this.#product.run(block);
        });
      });
    });
  }
}
