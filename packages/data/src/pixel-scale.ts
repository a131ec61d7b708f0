/**
 * How pixels become inputs: (pixel / 255 - mean) / std. MNIST: mean 0.1307, std 0.3081. A network
 * must see training and test images in the same scale: use the training images' for both.
 */
export interface PixelScale {
  readonly mean: number;
  readonly std: number;
}

/** The mean and standard deviation of pixels, with 255 as 1. */
export function measurePixels(pixels: Uint8Array): PixelScale {
  // Sums of whole numbers below 2^53 are exact.
  let sum = 0;
  let squares = 0;
  for (const pixel of pixels) {
    sum += pixel;
    squares += pixel * pixel;
  }
  const mean = sum / pixels.length;
  const variance = Math.max(0, squares / pixels.length - mean * mean);
  return { mean: mean / 255, std: Math.sqrt(variance) / 255 };
}

/** The input that each of the 256 gray levels becomes. RangeError unless `std` is above 0. */
export function scaledLevels({ mean, std }: PixelScale): Float32Array {
  if (!Number.isFinite(mean) || !(std > 0) || !Number.isFinite(std)) {
    throw new RangeError(`normalize: expected a mean and a std above 0, got ${mean} and ${std}`);
  }
  return Float32Array.from({ length: 256 }, (_, pixel) => (pixel / 255 - mean) / std);
}
