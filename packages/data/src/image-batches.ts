import { checkOptions, tensor } from '@plumbline/tensor';
import type { Batch, Dataset } from './dataset.ts';
import type { ImageDataset } from './image-dataset.ts';
import { type Normalization, normalizationOf } from './normalization.ts';

/** Options of `ImageBatches`. */
export interface ImageBatchesOptions {
  /** Pixels become (pixel / 255 - mean) / std. Default: pixel / 255. */
  readonly normalize?: Normalization;
  /** [B, channels * rows * columns] for linear layers, in place of images. Default false. */
  readonly flatten?: boolean;
}

/** The values of a byte. */
const levels = 256;

/**
 * Images as tensors: x float32 [B, channels, rows, columns] (or flat), y int32 [B]. RangeError if
 * `normalize` has a `std` that is not above 0, or as many numbers as there are no channels.
 */
export class ImageBatches implements Dataset {
  readonly #source: ImageDataset;
  readonly #imageShape: readonly number[];
  /** The float that each byte becomes, [channels, 256]. */
  readonly #levels: Float32Array;

  constructor(source: ImageDataset, options: ImageBatchesOptions = {}) {
    checkOptions('ImageBatches', options, ['normalize', 'flatten']);
    const { normalize, flatten = false } = options;
    const { channels, rows, columns } = source;
    const { mean, std } = normalizationOf(normalize ?? { mean: 0, std: 1 }, channels);
    this.#source = source;
    this.#imageShape = flatten ? [channels * rows * columns] : [channels, rows, columns];
    this.#levels = Float32Array.from({ length: channels * levels }, (_, i) => {
      const channel = Math.floor(i / levels);
      return ((i % levels) / 255 - mean[channel]!) / std[channel]!;
    });
  }

  get length(): number {
    return this.#source.count;
  }

  batch(indices: Int32Array): Batch {
    const { images, labels, channels, rows, columns } = this.#source;
    const plane = rows * columns;
    const x = new Float32Array(indices.length * channels * plane);
    const y = new Int32Array(indices.length);
    let to = 0;
    for (const [position, index] of indices.entries()) {
      y[position] = labels[index]!;
      let from = index * channels * plane;
      for (let channel = 0; channel < channels; channel++) {
        const table = channel * levels;
        for (let i = 0; i < plane; i++) x[to++] = this.#levels[table + images[from++]!]!;
      }
    }
    return [tensor(x, { shape: [indices.length, ...this.#imageShape] }), tensor(y)];
  }
}
