import { type ArrayView, contiguousStrides, isContiguous } from '../../array-view.ts';
import type { Copy } from '../copy/copy.ts';
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

  /** Brings image `index` into the frame at `address`, and returns where it is. */
  place(index: number, address: number): number {
    const image = imageOf(this.#images, index);
    if (this.#isInPlace) return image.offset * 4;
    this.#copy.run(image, this.#framed(image, address));
    return address;
  }

  /** Copies the image in the frame at `address` to image `index`. */
  take(index: number, address: number): void {
    const image = imageOf(this.#images, index);
    this.#copy.run(this.#framed(image, address), image);
  }

  #framed(image: ArrayView, address: number): ArrayView {
    const { rows, columns, plane } = this.#patches;
    const inside = rows.before * columns.framed + columns.before;
    return { ...image, offset: address / 4 + inside, strides: [plane, columns.framed, 1] };
  }

  get #isInPlace(): boolean {
    return isFrameless(this.#patches) && isContiguous(imageOf(this.#images, 0));
  }
}

function margins({ before, size, framed }: PatchAxis): [number, number, number] {
  return [before, size, framed - before - size];
}

/** One image of a batch `[n, c, h, w]`. */
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
