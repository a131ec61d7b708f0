import { type ArrayView, contiguousStrides, elementCount, isContiguous } from '../../array-view.ts';
import type { Copy } from '../copy/copy.ts';
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

  constructor(images: ArrayView, patches: Patches, copy: Copy) {
    this.#images = images;
    this.#patches = patches;
    this.#copy = copy;
  }

  /** Bytes of scratch space for `count` images at a time. */
  bytes(count: number): number {
    return this.#isInPlace ? 0 : count * this.imageBytes;
  }

  /** Bytes from one framed image to the next. */
  get imageBytes(): number {
    if (this.#isInPlace) return this.#images.strides[0]! * 4;
    return this.#images.shape[1]! * this.#patches.plane * 4;
  }

  /** Writes the zeros around `count` images: once, since images only ever overwrite what is inside. */
  clear(address: number, count: number): void {
    if (this.#isInPlace) return;
    const { rows, columns } = this.#patches;
    const planes = count * this.#images.shape[1]!;
    this.#copy.clearMargins(address, planes, margins(rows), margins(columns));
  }

  /** Brings `count` images into the frames at `address`, and returns where the first one is. */
  place(first: number, address: number, count = 1): number {
    const images = partOfView(this.#images, 0, { start: first, length: count });
    if (this.#isInPlace) return images.offset * 4;
    this.#copy.run(images, this.#framed(images, address));
    return address;
  }

  /** Copies what is in `count` frames at `address` to where the images belong. */
  take(first: number, address: number, count: number): void {
    if (this.#isInPlace) return;
    const images = partOfView(this.#images, 0, { start: first, length: count });
    this.#copy.run(this.#framed(images, address), images);
  }

  #framed(images: ArrayView, address: number): ArrayView {
    const { rows, columns, plane } = this.#patches;
    const inside = rows.before * columns.framed + columns.before;
    const strides = [this.imageBytes / 4, plane, columns.framed, 1];
    return { ...images, offset: address / 4 + inside, strides };
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
