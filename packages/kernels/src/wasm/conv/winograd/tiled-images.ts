import type { ArrayView } from '../../../array-view.ts';
import type { Copy } from '../../copy/copy.ts';
import type { PlanSpace, Table } from '../../plan/plan-recorder.ts';
import { Frame } from '../frame.ts';
import type { PatchAxis } from '../patch-axis.ts';
import { type Patches, patchesOf } from '../patches.ts';
import { outputTile } from './matrices.ts';

/** How images are cut into tiles of 4 outputs, each of which sees `reach` pixels from `4 i - padding` on. */
export interface TilingAxis {
  readonly size: number;
  readonly outputs: number;
  readonly padding: number;
  readonly reach: number;
}

export type Tiling = readonly [rows: TilingAxis, columns: TilingAxis];

export function tilingOf(
  images: ArrayView,
  output: ArrayView,
  padding: readonly [number, number],
  reach: number,
): Tiling {
  const along = (axis: 0 | 1): TilingAxis => ({
    size: images.shape[2 + axis]!,
    outputs: output.shape[2 + axis]!,
    padding: padding[axis],
    reach,
  });
  return [along(0), along(1)];
}

/**
 * The tiles of several images at a time, with the zeros around them that tiles reach into. A tile
 * is known by its number: all tiles of an image, by rows, then those of the next image.
 */
export class TiledImages {
  readonly tilesPerImage: number;
  /** How many images are in their frames at a time. */
  readonly together: number;
  readonly frame: Frame;
  readonly #space: PlanSpace;
  readonly #columns: number;
  readonly #patches: Patches;

  /** As many images at a time as have `tilesAtOnce` tiles, one at least. */
  constructor(
    images: ArrayView,
    [rows, columns]: Tiling,
    tilesAtOnce: number,
    space: PlanSpace,
    copy: Copy,
  ) {
    this.#space = space;
    this.#patches = patchesOf(framedAxis(rows), framedAxis(columns), 0);
    this.#columns = Math.ceil(columns.outputs / outputTile);
    this.tilesPerImage = Math.ceil(rows.outputs / outputTile) * this.#columns;
    const fitting = Math.max(1, Math.floor(tilesAtOnce / this.tilesPerImage));
    const count = images.shape[0]!;
    // As many each time: a last turn with few tiles takes nearly as long as one with all.
    this.together = Math.ceil(count / Math.ceil(count / fitting));
    this.frame = new Frame(images, this.#patches, { space, copy, together: this.together });
  }

  /** Where the tiles of the images in the frames start, seen from the first image. */
  tiles(): Table {
    const tileCount = this.together * this.tilesPerImage;
    const offset = (_: unknown, tile: number): number => {
      const [image, inImage] = [Math.floor(tile / this.tilesPerImage), tile % this.tilesPerImage];
      const [row, column] = [Math.floor(inImage / this.#columns), inImage % this.#columns];
      const start = (image * this.frame.imageBytes) / 4;
      return start + outputTile * (row * this.#patches.columns.framed + column);
    };
    return this.#space.table(Array.from({ length: tileCount }, offset));
  }

  /** Where the channels start, seen from the first one. */
  planes(channels: number): Table {
    return this.#space.table(multiples(channels, this.#patches.plane));
  }

  /** Bytes inside a tile. */
  get strides(): { readonly rowStride: number; readonly columnStride: number } {
    return { rowStride: this.#patches.columns.framed * 4, columnStride: 4 };
  }
}

/** 0 to `(count - 1) step`. */
export function multiples(count: number, step: number): number[] {
  return Array.from({ length: count }, (_, index) => index * step);
}

function framedAxis({ size, outputs, padding, reach }: TilingAxis): PatchAxis {
  const framed = outputTile * (Math.ceil(outputs / outputTile) - 1) + reach;
  return { size, before: padding, framed: Math.max(framed, padding + size), taps: [], pixels: [] };
}
