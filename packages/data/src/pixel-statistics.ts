import type { ImageDataset } from './image-dataset.ts';

/** Of pixels between 0 (black) and 1 (white). MNIST: 0.1307 and 0.3081. */
export interface PixelStatistics {
  /** The mean of all pixels. */
  readonly mean: number;
  /** Their standard deviation. */
  readonly std: number;
}

/** Of each channel. CIFAR-10: [0.4914, 0.4822, 0.4465] and [0.2470, 0.2435, 0.2616]. */
export interface ChannelStatistics {
  /** The mean of a channel's pixels, by channel. */
  readonly mean: readonly number[];
  /** Their standard deviation, by channel. */
  readonly std: readonly number[];
}

/**
 * Mean and standard deviation over all pixels and channels of all images. Take those of the training
 * images for the test images too: a network must see both in the same scale.
 */
export function pixelStatistics({ images }: ImageDataset): PixelStatistics {
  const sums = noSums();
  addTo(sums, images);
  return statistics(sums);
}

/** `pixelStatistics` of each channel by itself. */
export function channelStatistics(set: ImageDataset): ChannelStatistics {
  const { images, channels } = set;
  const plane = set.rows * set.columns;
  const sums = Array.from({ length: channels }, noSums);
  for (let start = 0, i = 0; start < images.length; start += plane, i++) {
    addTo(sums[i % channels]!, images.subarray(start, start + plane));
  }
  const each = sums.map(statistics);
  return { mean: each.map(({ mean }) => mean), std: each.map(({ std }) => std) };
}

/** Sums of whole numbers below 2^53: exact. */
interface Sums {
  count: number;
  sum: number;
  squares: number;
}

function noSums(): Sums {
  return { count: 0, sum: 0, squares: 0 };
}

function addTo(sums: Sums, pixels: Uint8Array): void {
  let sum = 0;
  let squares = 0;
  for (const pixel of pixels) {
    sum += pixel;
    squares += pixel * pixel;
  }
  sums.count += pixels.length;
  sums.sum += sum;
  sums.squares += squares;
}

function statistics({ count, sum, squares }: Sums): PixelStatistics {
  const mean = sum / count;
  const variance = Math.max(0, squares / count - mean * mean);
  return { mean: mean / 255, std: Math.sqrt(variance) / 255 };
}
