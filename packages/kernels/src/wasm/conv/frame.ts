import { type ArrayView, contiguousStrides, elementCount, isContiguous } from '../../array-view.ts';
import type { Copy } from '../copy/copy.ts';
import type { PlanSpace } from '../plan/plan-recorder.ts';
import { partOfView } from '../split.ts';
import type { PatchAxis } from './patch-axis.ts';
import { isFrameless, type Patches } from './patches.ts';

/**
 * The images of a batch, each with the zeros around it that the taps reach into. Packing then needs
 * no test for the edges. An image that needs none, and lies without gaps, is read where it is.
 */
export class Frame {
  readonly #images: ArrayView;
  readonly #patches: Patches;
  readonly #copy: Copy;
  readonly #together: number;
  readonly #address: number;

  /** `together`: how many images are in it at a time, at most. */
  constructor(
    images: ArrayView,
    patches: Patches,
    { space, copy, together = 1 }: { space: PlanSpace; copy: Copy; together?: number },
  ) {
    this.#images = images;
    this.#patches = patches;
    this.#copy = copy;
    this.#together = together;
    this.#address = this.#isInPlace ? 0 : space.region(together * this.imageBytes);
  }

  /** Bytes from one framed image to the next. */
  get imageBytes(): number {
    if (this.#isInPlace) return this.#images.strides[0]! * 4;
    return this.#images.shape[1]! * this.#patches.plane * 4;
  }

  /** Writes the zeros around the images: once, since images only ever overwrite what is inside. */
  clear(): void {
    if (this.#isInPlace) return;
    const { rows, columns } = this.#patches;
    const planes = this.#together * this.#images.shape[1]!;
    this.#copy.clearMargins(this.#address, planes, margins(rows), margins(columns));
  }

  /** Brings `count` images into their frames, and returns where the first one is. */
  place(first: number, count = 1): number {
    if (!this.#isInPlace) this.#copy.run(this.#part(first, count), this.#framed(first, count));
    return this.placeOf(first);
  }

  /** Where `place` brings an image that is the first one. */
  placeOf(first: number): number {
    return this.#isInPlace ? this.#part(first, 1).offset * 4 : this.#address;
  }

  /** Copies `count` images from their frames to where they belong: `place` the other way. */
  take(first: number, count: number): void {
    if (!this.#isInPlace) this.#copy.run(this.#framed(first, count), this.#part(first, count));
  }

  #part(first: number, count: number): ArrayView {
    return partOfView(this.#images, 0, { start: first, length: count });
  }

  #framed(first: number, count: number): ArrayView {
    const { rows, columns, plane } = this.#patches;
    const inside = rows.before * columns.framed + columns.before;
    const strides = [this.imageBytes / 4, plane, columns.framed, 1];
    return { ...this.#part(first, count), offset: this.#address / 4 + inside, strides };
  }

  /** Not if images lie over each other: a table of pixels has to grow from image to image. */
  get #isInPlace(): boolean {
    const [count = 0] = this.#images.shape;
    const image = imageOf(this.#images, 0);
    const areApart = count === 1 || this.#images.strides[0]! >= elementCount(image.shape);
    return areApart && isFrameless(this.#patches) && isContiguous(image);
  }
}

function margins({ before, size, framed }: PatchAxis): [number, number, number] {
  return [before, size, framed - before - size];
}

/** One image of a batch `[n, c, h, w]`: one element of the first axis. */
export function imageOf(images: ArrayView, index: number): ArrayView {
  return {
    ...images,
    offset: images.offset + index * images.strides[0]!,
    shape: images.shape.slice(1),
    strides: images.strides.slice(1),
  };
}

/** A view of the same shape without gaps at `address`. */
export function viewAt(address: number, like: ArrayView): ArrayView {
  return { ...like, offset: address / 4, strides: contiguousStrides(like.shape) };
}
