import { checkChoice, checkOptions } from '@plumbline/tensor';
import { DataError } from './data-error.ts';
import type { ImageDataset } from './image-dataset.ts';

/** CIFAR-100 has 100 fine classes, in 20 coarse ones of five each. */
export type Cifar100Labels = 'fine' | 'coarse';

const [channels, rows, columns] = [3, 32, 32];
const pixels = channels * rows * columns;

/** The label bytes before the pixels of an image. */
interface Labels {
  readonly bytes: number;
  /** Which of them is the class. */
  readonly at: number;
  readonly classes: number;
}

const cifar10: Labels = { bytes: 1, at: 0, classes: 10 };
const cifar100: Readonly<Record<Cifar100Labels, Labels>> = {
  coarse: { bytes: 2, at: 0, classes: 20 },
  fine: { bytes: 2, at: 1, classes: 100 },
};

/**
 * Reads a file of CIFAR-10's "binary version" (https://www.cs.toronto.edu/~kriz/cifar.html): for each
 * image of 32 x 32 a byte for the class, 0 to 9, then 1024 bytes of red, of green and of blue.
 *
 * `name` is what errors call the file. DataError unless it is whole images and each has a class.
 */
export function parseCifar10(bytes: Uint8Array, name = 'CIFAR-10 file'): ImageDataset {
  return parseRecords(bytes, cifar10, name);
}

/**
 * Reads a file of CIFAR-100's "binary version": as CIFAR-10's, but with two bytes of classes, the
 * coarse one, 0 to 19, and the fine one, 0 to 99. `labels` says which to take, 'fine' by default.
 */
export function parseCifar100(
  bytes: Uint8Array,
  name = 'CIFAR-100 file',
  options: { readonly labels?: Cifar100Labels } = {},
): ImageDataset {
  checkOptions('parseCifar100', options, ['labels']);
  const { labels = 'fine' } = options;
  checkChoice('parseCifar100: labels', labels, ['fine', 'coarse']);
  return parseRecords(bytes, cifar100[labels], name);
}

function parseRecords(bytes: Uint8Array, { bytes: before, at, classes }: Labels, name: string) {
  const record = before + pixels;
  const count = Math.floor(bytes.length / record);
  const left = bytes.length - count * record;
  if (count === 0 || left > 0) {
    throw new DataError(
      `${name}: ${bytes.length} bytes are ${count} images of ${record} bytes and ${left} more: ` +
        'the file is cut, or of another format',
    );
  }
  const images = new Uint8Array(count * pixels);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const start = i * record;
    const label = bytes[start + at]!;
    if (label >= classes) {
      throw new DataError(
        `${name}: label ${label} of image ${i}; labels go from 0 to ${classes - 1}`,
      );
    }
    labels[i] = label;
    images.set(bytes.subarray(start + before, start + record), i * pixels);
  }
  return { images, labels, count, channels, rows, columns, classes };
}
