import { join } from 'node:path';
import { checkOptions } from '@plumbline/tensor';
import { type Cifar100Labels, parseCifar10, parseCifar100 } from '../cifar.ts';
import { DataError } from '../data-error.ts';
import type { ImageDataset } from '../image-dataset.ts';
import { bytesOf } from './files.ts';

/** CIFAR-10 or CIFAR-100, as read from a folder. */
export interface CifarFolder {
  /** The 50,000 training images. */
  readonly train: ImageDataset;
  /** The 10,000 test images. */
  readonly test: ImageDataset;
  /** What the classes are called, by label. */
  readonly classNames: readonly string[];
}

/**
 * Reads the folder `cifar-10-batches-bin` of CIFAR-10's binary version: 50,000 images in
 * `data_batch_1.bin` to `data_batch_5.bin`, 10,000 in `test_batch.bin`, `batches.meta.txt`.
 *
 * DataError with the file, and what is wrong with it: missing, unreadable, cut or too long, a label
 * that is no class.
 */
export async function readCifar10(folder: string): Promise<CifarFolder> {
  const read = (name: string) => readPart(folder, `${name}.bin`, 10_000, parseCifar10);
  const parts: [ImageDataset, ...ImageDataset[]] = [await read('data_batch_1')];
  for (let i = 2; i <= 5; i++) parts.push(await read(`data_batch_${i}`));
  return {
    train: joined(parts),
    test: await read('test_batch'),
    classNames: await namesOfClasses(folder, 'batches.meta.txt', 10),
  };
}

/**
 * Reads the folder `cifar-100-binary` of CIFAR-100's binary version: 50,000 images in `train.bin`,
 * 10,000 in `test.bin`, `fine_label_names.txt` and `coarse_label_names.txt`. `labels`: the 100 fine
 * classes (default) or the 20 coarse ones. Errors as `readCifar10`.
 */
export async function readCifar100(
  folder: string,
  options: { readonly labels?: Cifar100Labels } = {},
): Promise<CifarFolder> {
  checkOptions('readCifar100', options, ['labels']);
  const { labels = 'fine' } = options;
  const read = (name: string, count: number) =>
    readPart(folder, name, count, (bytes, path) => parseCifar100(bytes, path, { labels }));
  const train = await read('train.bin', 50_000);
  return {
    train,
    test: await read('test.bin', 10_000),
    classNames: await namesOfClasses(folder, `${labels}_label_names.txt`, train.classes),
  };
}

/** A file that ends where an image does is cut all the same, so that the count is checked. */
async function readPart(
  folder: string,
  name: string,
  count: number,
  parse: (bytes: Uint8Array, name: string) => ImageDataset,
): Promise<ImageDataset> {
  const path = join(folder, name);
  const part = parse(await bytesOf(path), path);
  if (part.count === count) return part;
  throw new DataError(`${path}: ${count} images expected, ${part.count} found`);
}

/** The images of all parts, which are alike. */
function joined([first, ...others]: readonly [ImageDataset, ...ImageDataset[]]): ImageDataset {
  const parts = [first, ...others];
  const images = new Uint8Array(parts.length * first.images.length);
  const labels = new Uint8Array(parts.length * first.count);
  for (const [i, part] of parts.entries()) {
    images.set(part.images, i * first.images.length);
    labels.set(part.labels, i * first.count);
  }
  return { ...first, images, labels, count: labels.length };
}

async function namesOfClasses(folder: string, name: string, classes: number): Promise<string[]> {
  const path = join(folder, name);
  const names = new TextDecoder()
    .decode(await bytesOf(path))
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (names.length === classes) return names;
  throw new DataError(`${path}: ${classes} names of classes expected, ${names.length} found`);
}
