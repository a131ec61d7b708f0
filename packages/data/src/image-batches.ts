import { tensor } from '@plumbline/tensor';
import type { Batch, Dataset } from './dataset.ts';
import type { ImageDataset } from './image-dataset.ts';
import { checkStatistics, type PixelStatistics } from './pixel-statistics.ts';

export interface ImageBatchesOptions {
  /** Pixels become (pixel / 255 - mean) / std. Default: pixel / 255. */
  readonly normalize?: PixelStatistics;
  /** [B, rows * columns] for linear layers, in place of [B, 1, rows, columns]. Default false. */
  readonly flatten?: boolean;
}

/**
 * Images as tensors: x float32 [B, 1, rows, columns] (or flat), y int32 [B]. RangeError if
 * `normalize` has a `std` that is not above 0.
 */
export class ImageBatches implements Dataset {
  readonly #source: ImageDataset;
  readonly #imageShape: readonly number[];
  /** The float that each of the 256 grey levels becomes. */
  readonly #levels: Float32Array;

  constructor(source: ImageDataset, { normalize, flatten = false }: ImageBatchesOptions = {}) {
    const { mean, std } = checkStatistics(normalize ?? { mean: 0, std: 1 });
    const { rows, columns } = source;
    this.#source = source;
    this.#imageShape = flatten ? [rows * columns] : [1, rows, columns];
    this.#levels = Float32Array.from({ length: 256 }, (_, pixel) => (pixel / 255 - mean) / std);
  }

  get length(): number {
    return this.#source.count;
  }

  batch(indices: Int32Array): Batch {
    const { images, labels, rows, columns } = this.#source;
    const size = rows * columns;
    const x = new Float32Array(indices.length * size);
    const y = new Int32Array(indices.length);
    for (const [position, index] of indices.entries()) {
      y[position] = labels[index]!;
      const [from, to] = [index * size, position * size];
      for (let i = 0; i < size; i++) x[to + i] = this.#levels[images[from + i]!]!;
    }
    return [tensor(x, { shape: [indices.length, ...this.#imageShape] }), tensor(y)];
  }
}
