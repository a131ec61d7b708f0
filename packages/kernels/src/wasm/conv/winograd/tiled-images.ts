import type { ArrayView } from '../../../array-view.ts';
import type { Copy } from '../../copy/copy.ts';
import { Frame } from '../frame.ts';
import type { PatchAxis } from '../patch-axis.ts';
import { type Patches, patchesOf } from '../patches.ts';

/** How images are cut into tiles of 4 outputs, each of which sees `reach` pixels from `4 i - padding` on. */
export interface TilingAxis {
  readonly size: number;
  readonly outputs: number;
  readonly padding: number;
  readonly reach: number;
}

/**
 * The tiles of several images at a time, with the zeros around them that tiles reach into. A tile
 * is known by its number: all tiles of an image, by rows, then those of the next image.
 */
export class TiledImages {
  readonly tilesPerImage: number;
  readonly #frame: Frame;
  readonly #columns: number;
  readonly #patches: Patches;

  constructor(images: ArrayView, [rows, columns]: readonly [TilingAxis, TilingAxis], copy: Copy) {
    this.#patches = patchesOf(framedAxis(rows), framedAxis(columns), 0);
    this.#frame = new Frame(images, this.#patches, copy);
    this.#columns = Math.ceil(columns.outputs / 4);
    this.tilesPerImage = Math.ceil(rows.outputs / 4) * this.#columns;
  }

  bytes(images: number): number {
    return this.#frame.bytes(images);
  }

  clear(memory: WebAssembly.Memory, address: number, images: number): void {
    this.#frame.clear(memory, address, images);
  }

  /** Brings images into their frames, and returns where the first one is. */
  place(first: number, count: number, address: number): number {
    let start = 0;
    for (let i = 0; i < count; i++) {
      const place = this.#frame.place(first + i, address + i * this.#frame.imageBytes);
      if (i === 0) start = place;
    }
    return start;
  }

  /** Copies the images in the frames at `address` to where they belong: `place` the other way. */
  take(first: number, count: number, address: number): void {
    for (let i = 0; i < count; i++) {
      this.#frame.take(first + i, address + i * this.#frame.imageBytes);
    }
  }

  /** Elements from one channel to the next. */
  get plane(): number {
    return this.#patches.plane;
  }
  get rowElements(): number {
    return this.#patches.columns.framed;
  }

  /** Where a tile starts, in elements from the start of its image's group. */
  tileOffset(tile: number): number {
    const [image, inImage] = [Math.floor(tile / this.tilesPerImage), tile % this.tilesPerImage];
    const [row, column] = [Math.floor(inImage / this.#columns), inImage % this.#columns];
    return (image * this.#frame.imageBytes) / 4 + 4 * (row * this.rowElements + column);
  }
}

function framedAxis({ size, outputs, padding, reach }: TilingAxis): PatchAxis {
  const framed = 4 * (Math.ceil(outputs / 4) - 1) + reach;
  return { size, before: padding, framed: Math.max(framed, padding + size), taps: [], pixels: [] };
}
