import { ImageBatches, type ImageDataset } from '@plumbline/data';
import { firstImages, loadImageSet, scaleOf } from '../image-set.ts';
import type { TrainSettings } from './settings.ts';

/** Images as a convolutional network takes them, scaled by the training pixels. */
export interface Images {
  /** What to call the set. */
  readonly name: string;
  readonly train: ImageBatches;
  readonly test: ImageBatches;
  readonly channels: number;
  readonly classes: number;
}

/** Which images. */
export interface ImageSelection extends Pick<TrainSettings, 'data' | 'examples'> {
  /** Test on the first so many; default null, on all. */
  readonly tested?: number | null;
}

/** MNIST, or the set in the folder `data`; only the first `examples` of it to train on. */
export async function loadImages({
  data,
  examples,
  tested = null,
}: ImageSelection): Promise<Images> {
  const { name, train, test } = await loadImageSet(data);
  const pixels = scaleOf(train, name);
  const batches = (images: ImageDataset) => new ImageBatches(images, { normalize: pixels });
  return {
    name,
    train: batches(firstImages(train, examples ?? train.count)),
    test: batches(firstImages(test, tested ?? test.count)),
    channels: train.channels,
    classes: train.classes,
  };
}
