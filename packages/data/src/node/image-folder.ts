import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { checkOptions } from '@plumbline/tensor';
import { DataError } from '../data-error.ts';
import type { ImageDataset } from '../image-dataset.ts';
import { decodeJpeg, jpegSignature } from './decode-jpeg.ts';
import { decodePng, pngSignature } from './decode-png.ts';
import { bytesOf, refuse } from './files.ts';
import { type Pixels, planes } from './pixels.ts';

export interface ImageFolder extends ImageDataset {
  /** What the classes are called, by label: the names of the folders. */
  readonly classNames: readonly string[];
  /** Where each image comes from. */
  readonly files: readonly string[];
}

/** Options of `readImageFolder`. */
export interface ImageFolderOptions {
  /** 3 for colours (grey images have three times the same), 1 for grey. Default 3. */
  readonly channels?: 1 | 3;
  /**
   * The classes by label, such as those of the training images for the test images. Default: the
   * folders that are there, in the order of their names.
   */
  readonly classNames?: readonly string[];
  /** How much memory the images may take. Default 2^32 (4 GiB). */
  readonly maxBytes?: number;
}

const extensions = new Set(['.png', '.jpg', '.jpeg']);

/**
 * Reads `folder/class/*.png` (or jpg, jpeg; in folders below too) into memory, as torchvision's
 * ImageFolder does: every folder is a class, classes and files are in the order of their names,
 * opacity is left out. All images have one size.
 *
 * DataError that names the file or folder: broken or of another format, another size than the
 * first one's, a class without images, no class, one that is not in `classNames`, or more than
 * `maxBytes`.
 */
export async function readImageFolder(
  folder: string,
  options: ImageFolderOptions = {},
): Promise<ImageFolder> {
  checkOptions('readImageFolder', options, ['channels', 'classNames', 'maxBytes']);
  const { channels = 3, classNames, maxBytes = 2 ** 32 } = options;
  if (channels !== 1 && channels !== 3) {
    throw new RangeError(`readImageFolder: channels: expected 1 or 3, got ${channels}`);
  }
  const names = await classesIn(folder, classNames);
  const found: { readonly path: string; readonly label: number }[] = [];
  for (const [label, name] of names) {
    for (const path of await imagesIn(join(folder, name))) found.push({ path, label });
  }
  const files = found.map(({ path }) => path);
  return {
    ...(await readAll(files, channels, maxBytes)),
    labels: Int32Array.from(found, ({ label }) => label),
    classes: classNames?.length ?? names.length,
    classNames: classNames ?? names.map(([, name]) => name),
    files,
  };
}

/** The folders of a folder with their labels, by name. */
async function classesIn(
  folder: string,
  classNames?: readonly string[],
): Promise<[label: number, name: string][]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(refuse(folder));
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  if (names.length === 0) throw new DataError(`${folder}: no folders, and each is a class`);
  return names.sort().map((name, i) => {
    const label = classNames?.indexOf(name) ?? i;
    if (label >= 0) return [label, name];
    throw new DataError(`${join(folder, name)}: not one of the classes ${classNames?.join(', ')}`);
  });
}

async function imagesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true }).catch(refuse(folder));
  const images = names.filter((name) => extensions.has(extname(name).toLowerCase()));
  if (images.length === 0) throw new DataError(`${folder}: no image (png, jpg, jpeg)`);
  return images.sort().map((name) => join(folder, name));
}

/** The images of all files, one after another. */
async function readAll(files: readonly string[], channels: 1 | 3, maxBytes: number) {
  let images: Uint8Array | null = null;
  let [rows, columns] = [0, 0];
  for (const [i, file] of files.entries()) {
    const pixels = await decode(await bytesOf(file), file);
    if (images === null) {
      ({ rows, columns } = pixels);
      images = new Uint8Array(checkSize(files, channels * rows * columns, maxBytes));
    }
    if (pixels.rows !== rows || pixels.columns !== columns) {
      throw new DataError(
        `${file}: ${pixels.columns} x ${pixels.rows} pixels, but ${files[0]} has ` +
          `${columns} x ${rows}: all images must have one size`,
      );
    }
    images.set(planes(pixels, channels), i * channels * rows * columns);
  }
  return { images: images ?? new Uint8Array(), count: files.length, channels, rows, columns };
}

function checkSize(files: readonly string[], imageBytes: number, maxBytes: number): number {
  const bytes = files.length * imageBytes;
  if (bytes <= maxBytes) return bytes;
  throw new DataError(
    `${files[0]}: ${files.length} images of ${imageBytes} bytes are more than maxBytes, ${maxBytes}`,
  );
}

/** By what the file starts with, not by its name. */
async function decode(bytes: Uint8Array, file: string): Promise<Pixels> {
  const startsWith = (signature: readonly number[]) =>
    signature.every((byte, i) => bytes[i] === byte);
  try {
    if (startsWith(pngSignature)) return decodePng(bytes);
    if (startsWith(jpegSignature)) return await decodeJpeg(bytes);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new DataError(`${file}: a broken image: ${why}`, { cause: error });
  }
  throw new DataError(`${file}: neither PNG nor JPEG, by its first bytes`);
}
