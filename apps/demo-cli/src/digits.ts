import { type Batch, ImageBatches, type ImageDataset, type PixelStatistics } from '@plumbline/data';
import { firstImages, loadImageSet, scaleOf } from './image-set.ts';
import { quick, type Settings } from './settings.ts';

/** The examples of a comparison, as batches of flat, scaled images. */
export interface Digits {
  /** What to call the set. */
  readonly name: string;
  readonly train: ImageBatches;
  readonly test: ImageBatches;
  /** The first training examples: every gradient norm is measured on this batch. */
  readonly probe: Batch;
  readonly rows: number;
  readonly columns: number;
  readonly classes: number;
  /** Of the training images; both sets are scaled by it. */
  readonly pixels: PixelStatistics;
  /** The accuracy of always answering with the commonest class of the test set. */
  readonly chance: number;
}

/** MNIST, or the set in the folder `data`; with `quick` only the first training examples. */
export async function loadDigits({
  data,
  batch,
  quick: isQuick,
}: Pick<Settings, 'data' | 'batch' | 'quick'>): Promise<Digits> {
  const { name, ...whole } = await loadImageSet(data);
  const train = isQuick ? firstImages(whole.train, quick.trainingDigits) : whole.train;
  const pixels = scaleOf(train, name);
  const { rows, columns, classes } = train;
  const options = { normalize: pixels, flatten: true };
  const examples = new ImageBatches(train, options);
  return {
    name,
    train: examples,
    test: new ImageBatches(whole.test, options),
    probe: examples.batch(Int32Array.from({ length: Math.min(batch, train.count) }, (_, i) => i)),
    rows,
    columns,
    classes,
    pixels,
    chance: commonestShare(whole.test),
  };
}

function commonestShare({ labels, classes, count }: ImageDataset): number {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return Math.max(...counts) / count;
}
