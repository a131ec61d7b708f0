import type { ArrayView } from '../../array-view.ts';
import { type FeatureMode, unjoined } from '../assembler/feature-mode.ts';
import type { Copy } from '../copy/copy.ts';
import { edgeBytes } from '../matmul/multiply-block.ts';
import { PanelProduct } from '../matmul/panel-product.ts';
import { tileColumns, tileRows } from '../matmul/tile.ts';
import type { PlanSpace } from '../plan/plan-recorder.ts';
import { blockColumns, blockDepth, blockRows, forEachBlock } from './blocks.ts';
import { PatchPacker } from './patch-packer.ts';
import { type Patches, planesOf } from './patches.ts';
import { PixelFactor } from './pixel-factor.ts';

/** Images [n, groups * c, h, w], gradient [n, groups * o, oh, ow], output [groups * o, c, kh, kw]. */
export interface ImageCorrelation {
  readonly images: ArrayView;
  readonly gradient: ArrayView;
  readonly output: ArrayView;
  readonly groups: number;
  /** What the weights see of one group of an image. */
  readonly patches: Patches;
}

/**
 * Correlates images with the gradients of their outputs: for every group the matrix product
 * `gradient [o, pixels] x patchesᵀ [pixels, taps]`. The sum runs over the pixels of all images in
 * their order; several small images share a block of it.
 */
export class CorrelateImages {
  readonly #mode: FeatureMode;
  readonly #space: PlanSpace;
  readonly #copy: Copy;
  readonly #packer: PatchPacker;
  readonly #product: PanelProduct;

  constructor(memory: WebAssembly.Memory, mode: FeatureMode, space: PlanSpace, copy: Copy) {
    this.#mode = mode;
    this.#space = space;
    this.#copy = copy;
    this.#packer = new PatchPacker(memory, unjoined(mode));
    this.#product = new PanelProduct(memory, mode);
  }

  /** There is at least one pixel, and one element of the output, which has no gaps. */
  run({ images, gradient, output, groups, patches }: ImageCorrelation): void {
    const [count = 0, channels = 0] = gradient.shape;
    const rows = channels / groups;
    const [taps, pixels] = [patches.taps.length, patches.pixels.length];
    const together = Math.min(count, Math.max(1, Math.floor(blockDepth / pixels)));
    const shared = { groups, together, steps: Math.min(together * pixels, blockDepth) };
    const work = [this.#packer, this.#space, this.#copy] as const;
    const a = new PixelFactor(
      {
        ...shared,
        images: gradient,
        patches: planesOf(gradient, rows),
        width: tileRows,
        lanes: rows,
      },
      ...work,
    );
    const lanes = Math.min(taps, blockColumns);
    const b = new PixelFactor(
      { ...shared, images, patches, width: tileColumns(this.#mode), lanes },
      ...work,
    );
    const edge = this.#space.region(edgeBytes(this.#mode));

    forEachBlock(count, together, (first, length) => {
      a.place(first, length);
      b.place(first, length);
      for (let group = 0; group < groups; group++) {
        const c = output.offset * 4 + group * rows * taps * 4;
        forEachBlock(length * pixels, blockDepth, (step, steps) => {
          const sum = { group, step, steps, accumulate: first + step > 0 };
          this.#addProduct(a, b, { ...sum, rows, taps, c, edge });
        });
      }
    });
  }

  /** Adds what a block of the sum contributes to one group's weights. */
  #addProduct(
    a: PixelFactor,
    b: PixelFactor,
    sum: {
      readonly group: number;
      readonly step: number;
      readonly steps: number;
      readonly accumulate: boolean;
      readonly rows: number;
      readonly taps: number;
      readonly c: number;
      readonly edge: number;
    },
  ): void {
    const { group, step, steps, rows, taps, c, edge, accumulate } = sum;
    const panelsOfA = a.pack({ group, step, steps, lane: 0, lanes: rows });
    forEachBlock(taps, blockColumns, (column, n) => {
      const panelsOfB = b.pack({ group, step, steps, lane: column, lanes: n });
      forEachBlock(rows, blockRows, (row, m) => {
        this.#product.run({
          a: panelsOfA + row * steps * 4,
          b: panelsOfB,
          c: c + (row * taps + column) * 4,
          cStride: taps * 4,
          ...{ m, n, k: steps, accumulate, edge },
        });
      });
    });
  }
}
