export { type Cifar100Labels, parseCifar10, parseCifar100 } from './cifar.ts';
export {
  type CsvColumn,
  type CsvOptions,
  type CsvTable,
  type LabelledCsvTable,
  parseCsv,
} from './csv.ts';
export { DataError } from './data-error.ts';
export {
  DataLoader,
  type DataLoaderOptions,
  type LoaderSettings,
  type LoaderState,
} from './data-loader.ts';
export type { Batch, Dataset } from './dataset.ts';
export { encodeIdx, type Idx, parseIdx } from './idx.ts';
export type { IdxData } from './idx-element-types.ts';
export { ImageBatches, type ImageBatchesOptions } from './image-batches.ts';
export { type ImageDataset, imageDataset, type NamedIdx } from './image-dataset.ts';
export type { Normalization } from './normalization.ts';
export {
  type ChannelStatistics,
  channelStatistics,
  type PixelStatistics,
  pixelStatistics,
} from './pixel-statistics.ts';
export { readIdx } from './read-idx.ts';
export { type SplitOptions, Subset, split } from './subset.ts';
export { TensorDataset } from './tensor-dataset.ts';
export { compose } from './transforms/compose.ts';
export { type CutoutOptions, cutout } from './transforms/cutout.ts';
export { type Example, map } from './transforms/map.ts';
export { type MixupOptions, mixup } from './transforms/mixup.ts';
export { normalize } from './transforms/normalize.ts';
export { type RandomCropOptions, randomCrop } from './transforms/random-crop.ts';
export { type RandomFlipOptions, randomFlip } from './transforms/random-flip.ts';
export type { Transform } from './transforms/transform.ts';
