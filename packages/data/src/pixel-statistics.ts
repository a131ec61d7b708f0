import type { ImageDataset } from './image-dataset.ts';

/** Of pixels between 0 (black) and 1 (white). MNIST: 0.1307 and 0.3081. */
export interface PixelStatistics {
  readonly mean: number;
  readonly std: number;
}

/**
 * Mean and standard deviation over all pixels of all images. Take those of the training images for
 * the test images too: a network must see both in the same scale.
 */
export function pixelStatistics({ images }: ImageDataset): PixelStatistics {
  // Sums of whole numbers below 2^53: exact.
  let sum = 0;
  let squares = 0;
  for (const pixel of images) {
    sum += pixel;
    squares += pixel * pixel;
  }
  const mean = sum / images.length;
  const variance = Math.max(0, squares / images.length - mean * mean);
  return { mean: mean / 255, std: Math.sqrt(variance) / 255 };
}

export function checkStatistics({ mean, std }: PixelStatistics): PixelStatistics {
  if (Number.isFinite(mean) && std > 0 && Number.isFinite(std)) return { mean, std };
  throw new RangeError(`normalize: expected a mean and a std above 0, got ${mean} and ${std}`);
}
