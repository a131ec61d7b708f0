import { type Tensor, tensor } from '@plumbline/tensor';
import type { Dataset } from './dataset.ts';
import { DataFormatError, type IdxArray } from './idx.ts';
import { measurePixels, type PixelScale, scaledLevels } from './pixel-scale.ts';

export interface ImageDatasetOptions {
  /** The mean and standard deviation that pixels (0 to 1) are normalized by. Default: 0 and 1. */
  readonly normalize?: PixelScale;
  /** How many classes there are. Default: one more than the largest label. */
  readonly classes?: number;
}

/** Gray images with labels, as MNIST and its relatives have them. */
export class ImageDataset implements Dataset {
  readonly length: number;
  readonly rows: number;
  readonly columns: number;
  readonly classes: number;
  readonly #pixels: Uint8Array;
  readonly #labels: Uint8Array;
  readonly #levels: Float32Array;
  readonly #normalize: PixelScale;

  /**
   * `images`: uint8 [n, rows, columns]; `labels`: uint8 [n]; `name` is what errors call the pair.
   * DataFormatError where they don't fit, nothing is there, or a label is not below `classes`.
   */
  constructor(images: IdxArray, labels: IdxArray, name: string, options: ImageDatasetOptions = {}) {
    const { normalize = { mean: 0, std: 1 } } = options;
    const [length = 0, rows = 0, columns = 0] = images.shape;
    const pixels = bytesOf(images, 3, `${name}: images`);
    const classOf = bytesOf(labels, 1, `${name}: labels`);
    if (classOf.length !== length) {
      throw new DataFormatError(`${name}: ${length} images, but ${classOf.length} labels`);
    }
    if (pixels.length === 0) throw new DataFormatError(`${name}: there are no images`);
    this.length = length;
    this.rows = rows;
    this.columns = columns;
    this.classes = classCount(classOf, name, options.classes);
    this.#pixels = pixels;
    this.#labels = classOf;
    this.#levels = scaledLevels(normalize);
    this.#normalize = normalize;
  }

  /** The mean and standard deviation of all pixels (0 to 1), before `normalize`. */
  measure(): PixelScale {
    return measurePixels(this.#pixels);
  }

  /** The same images, normalized in another way. */
  normalized(normalize: PixelScale): ImageDataset {
    return this.#like(this.length, normalize);
  }

  /** The first `count` examples, of as many classes; all if there are fewer. */
  take(count: number): ImageDataset {
    if (!Number.isSafeInteger(count) || count < 1) {
      throw new RangeError(`take: expected a whole number from 1 up, got ${count}`);
    }
    return this.#like(Math.min(count, this.length), this.#normalize);
  }

  /** Pixels as float32 [n, rows * columns] and labels as int32 [n]. */
  batch(indices: Int32Array): [Tensor, Tensor] {
    const size = this.rows * this.columns;
    const pixels = new Float32Array(indices.length * size);
    let position = 0;
    for (const index of indices) {
      const start = index * size;
      for (let i = 0; i < size; i++) {
        pixels[position++] = this.#levels[this.#pixels[start + i]!]!;
      }
    }
    const labels = indices.map((index) => this.#labels[index]!);
    return [tensor(pixels, { shape: [indices.length, size] }), tensor(labels)];
  }

  #like(length: number, normalize: PixelScale): ImageDataset {
    const { rows, columns, classes } = this;
    const pixels = this.#pixels.subarray(0, length * rows * columns);
    const labels = this.#labels.subarray(0, length);
    return new ImageDataset(
      { type: 'uint8', shape: [length, rows, columns], data: pixels },
      { type: 'uint8', shape: [length], data: labels },
      'images',
      { normalize, classes },
    );
  }
}

function bytesOf({ type, shape, data }: IdxArray, axes: number, what: string): Uint8Array {
  if (data instanceof Uint8Array && shape.length === axes) return data;
  throw new DataFormatError(
    `${what} are ${type} of ${shape.length} axes, expected uint8 of ${axes}`,
  );
}

function classCount(labels: Uint8Array, name: string, classes?: number): number {
  const largest = labels.reduce((a, b) => Math.max(a, b), 0);
  if (classes === undefined || largest < classes) return classes ?? largest + 1;
  const position = labels.findIndex((label) => label >= classes);
  throw new DataFormatError(
    `${name}: label ${labels[position]} at position ${position}: expected 0 to ${classes - 1}`,
  );
}
