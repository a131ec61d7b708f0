import {
  ImageBatches,
  type ImageDataset,
  imageDataset,
  pixelStatistics,
  readIdx,
} from '@plumbline/data';

/** Digits as flat, scaled batches. */
export interface Digits {
  readonly train: ImageBatches;
  readonly test: ImageBatches;
  /** Pixels of a digit. */
  readonly inputs: number;
  readonly classes: number;
}

/** The bytes of the four files that make-digits.ts writes. */
export type DigitFile = 'train-images' | 'train-labels' | 'test-images' | 'test-labels';

/** Reads the digits; both sets are scaled by the training pixels. */
export async function loadDigits(read: (file: DigitFile) => Promise<Uint8Array>): Promise<Digits> {
  const idx = async (file: DigitFile) => ({
    name: file,
    ...(await readIdx(await read(file), file)),
  });
  const set = async (part: 'train' | 'test'): Promise<ImageDataset> => {
    const [images, labels] = await Promise.all([idx(`${part}-images`), idx(`${part}-labels`)]);
    return imageDataset(images, labels, { classes: 10 });
  };
  const [train, test] = await Promise.all([set('train'), set('test')]);
  const options = { normalize: pixelStatistics(train), flatten: true };
  return {
    train: new ImageBatches(train, options),
    test: new ImageBatches(test, options),
    inputs: train.rows * train.columns,
    classes: train.classes,
  };
}
