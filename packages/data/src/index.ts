export { DataLoader, type DataLoaderOptions } from './data-loader.ts';
export type { Dataset } from './dataset.ts';
export { DataFormatError, type IdxArray, parseIdx } from './idx.ts';
export { ImageDataset, type ImageDatasetOptions } from './image-dataset.ts';
export type { PixelScale } from './pixel-scale.ts';
export { readIdx } from './read-idx.ts';
export { TensorDataset } from './tensor-dataset.ts';
