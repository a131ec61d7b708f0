import type { ArrayView } from '../../array-view.ts';
import type { Copy } from '../copy/copy.ts';
import type { PlanSpace, Table } from '../plan/plan-recorder.ts';
import { Frame } from './frame.ts';
import { type PatchPacker, partOf } from './patch-packer.ts';
import type { Patches } from './patches.ts';

export interface PixelFactorOptions {
  readonly images: ArrayView;
  readonly groups: number;
  readonly patches: Patches;
  /** How many images are summed over at once. */
  readonly together: number;
  /** Lanes of a panel. */
  readonly width: number;
  /** Most lanes and steps that are packed at once. */
  readonly lanes: number;
  readonly steps: number;
}

/** A part of a group's matrix: lanes, and steps of the sum, both counted from the first. */
export interface FactorPart {
  readonly group: number;
  readonly lane: number;
  readonly lanes: number;
  readonly step: number;
  readonly steps: number;
}

/**
 * One factor of a product that sums over pixels. Its lanes are the taps (or channels) of a group;
 * the steps are the pixels of several images, one image after the other.
 */
export class PixelFactor {
  readonly #options: PixelFactorOptions;
  readonly #frame: Frame;
  readonly #packer: PatchPacker;
  readonly #panels: number;
  readonly #lanes: Table;
  readonly #steps: Table;
  #images = 0;

  constructor(options: PixelFactorOptions, packer: PatchPacker, space: PlanSpace, copy: Copy) {
    const { images, patches, together, width, lanes, steps } = options;
    this.#options = options;
    this.#packer = packer;
    this.#frame = new Frame(images, patches, { space, copy, together });
    this.#frame.clear();
    this.#panels = space.region((lanes + width) * steps * 4);
    this.#lanes = space.table(patches.taps);
    const imageSize = this.#frame.imageBytes / 4;
    const pixelsOf = (image: number): number[] =>
      patches.pixels.map((pixel) => image * imageSize + pixel);
    this.#steps = space.table(
      Array.from({ length: together }, (_, image) => pixelsOf(image)).flat(),
    );
  }

  /** Makes `count` images from `first` on the ones that are packed. */
  place(first: number, count: number): void {
    this.#images = this.#frame.place(first, count);
  }

  /** Packs a part of the matrix and returns the address of its panels. */
  pack({ group, lane, lanes, step, steps }: FactorPart): number {
    const { images, groups, patches, width } = this.#options;
    const groupChannels = images.shape[1]! / groups;
    const source = this.#images + group * groupChannels * patches.plane * 4;
    const [laneTable, stepTable] = [
      partOf(this.#lanes, lane, lanes),
      partOf(this.#steps, step, steps),
    ];
    this.#packer.sumPanels(this.#panels, source, laneTable, stepTable, width);
    return this.#panels;
  }
}
