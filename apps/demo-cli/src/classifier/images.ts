import { ImageBatches, type ImageDataset, pixelStatistics, Subset } from '@plumbline/data';
import { loadIdxFolder } from '@plumbline/data/node';
import { mnistFolder } from '../digits.ts';
import { UserError } from '../errors.ts';
import type { TrainSettings } from './settings.ts';

/** Images as a convolutional network takes them, scaled by the training pixels. */
export interface Images {
  /** What to call the set. */
  readonly name: string;
  readonly train: Subset | ImageBatches;
  readonly test: ImageBatches;
  readonly channels: number;
  readonly classes: number;
}

/** MNIST, or the set in the folder `data`. */
export async function loadImages({
  data,
  examples,
}: Pick<TrainSettings, 'data' | 'examples'>): Promise<Images> {
  const { train, test } = await loadIdxFolder(data ?? mnistFolder());
  const pixels = pixelStatistics(train);
  if (pixels.std === 0) throw new UserError(`${data ?? 'MNIST'}: all training pixels are the same`);
  const batches = (images: ImageDataset) => new ImageBatches(images, { normalize: pixels });
  return {
    name: data ?? 'MNIST',
    train: firstOf(batches(train), examples),
    test: batches(test),
    channels: train.channels,
    classes: train.classes,
  };
}

function firstOf(all: ImageBatches, count: number | null): Subset | ImageBatches {
  if (count === null || count >= all.length) return all;
  return new Subset(
    all,
    Int32Array.from({ length: count }, (_, i) => i),
  );
}
