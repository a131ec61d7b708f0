import { checkOptions } from '@plumbline/tensor';
import { DataError } from './data-error.ts';
import type { Idx } from './idx.ts';

/** Images of one size, each with a class, as bytes: MNIST, CIFAR, a folder of files. */
export interface ImageDataset {
  /** [count, channels, rows, columns], row-major; 0 to 255. */
  readonly images: Uint8Array;
  /** [count]; 0 to classes - 1. */
  readonly labels: Uint8Array | Int32Array;
  /** The number of images. */
  readonly count: number;
  /** 1: grey. 3: red, green, blue. */
  readonly channels: number;
  /** Of pixels, in an image. */
  readonly rows: number;
  /** Of pixels, in an image. */
  readonly columns: number;
  /** The number of classes. */
  readonly classes: number;
}

/** An IDX array and the file it came from, for errors. */
export interface NamedIdx extends Idx {
  /** What errors call the file. */
  readonly name: string;
}

/**
 * Grey images [count, rows, columns] and labels [count], both of unsigned bytes, as a dataset. `classes`
 * is by default the largest label + 1.
 *
 * Throws a DataError where shapes or element types are others, counts differ, nothing is there, or
 * a label is not below `classes`.
 */
export function imageDataset(
  images: NamedIdx,
  labels: NamedIdx,
  options: { readonly classes?: number } = {},
): ImageDataset {
  checkOptions('imageDataset', options, ['classes']);
  const { classes } = options;
  const pixels = unsignedBytes(images, ['count', 'rows', 'columns']);
  const classOf = unsignedBytes(labels, ['count']);
  const [count = 0, rows = 0, columns = 0] = images.shape;
  if (count !== classOf.length) {
    throw new DataError(
      `${images.name} has ${count} images, but ${labels.name} has ${classOf.length} labels`,
    );
  }
  if (pixels.length === 0) {
    throw new DataError(`${images.name}: no pixels, shape [${images.shape.join(', ')}]`);
  }
  const largest = classOf.reduce((a, b) => Math.max(a, b), 0);
  if (classes !== undefined && largest >= classes) {
    const position = classOf.findIndex((label) => label >= classes);
    throw new DataError(
      `${labels.name}: label ${classOf[position]} at position ${position}; ` +
        `labels go from 0 to ${classes - 1}`,
    );
  }
  const size = { count, channels: 1, rows, columns };
  return { images: pixels, labels: classOf, ...size, classes: classes ?? largest + 1 };
}

function unsignedBytes({ name, shape, data }: NamedIdx, axes: readonly string[]): Uint8Array {
  if (shape.length !== axes.length) {
    throw new DataError(
      `${name}: expected shape [${axes.join(', ')}], got [${shape.join(', ')}]` +
        ' (are images and labels swapped?)',
    );
  }
  if (data instanceof Uint8Array) return data;
  throw new DataError(`${name}: expected unsigned bytes (type 08), got a ${data.constructor.name}`);
}
