import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DataLoader, ImageDataset, parseIdx } from '../src/index.ts';
import { loadIdxFolder } from '../src/node.ts';

/** The format as its page describes it, written by hand. */
function idx(shape: readonly number[], data: ArrayLike<number>, type = 8): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * shape.length + data.length);
  bytes.set([0, 0, type, shape.length]);
  const view = new DataView(bytes.buffer);
  for (const [axis, size] of shape.entries()) view.setUint32(4 + 4 * axis, size);
  bytes.set(Array.from(data), 4 + 4 * shape.length);
  return bytes;
}

const images = (count: number) =>
  idx(
    [count, 2, 3],
    Array.from({ length: count * 6 }, (_, i) => i % 256),
  );
const labels = (count: number) =>
  idx(
    [count],
    Array.from({ length: count }, (_, i) => i % 10),
  );
const dataset = (count: number) =>
  new ImageDataset(parseIdx(images(count), 'images'), parseIdx(labels(count), 'labels'), 'digits');

describe('parseIdx', () => {
  const shapes = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 4 });

  test('reads what was written', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const count = shape.reduce((product, size) => product * size, 1);
        const data = Uint8Array.from({ length: count }, (_, i) => (i * 37) % 256);
        const read = parseIdx(idx(shape, data), 'file');
        expect(read).toMatchObject({ type: 'uint8', shape });
        expect([...read.data]).toEqual([...data]);
      }),
    );
  });

  test('every cut file and every longer one is an error that names the file', () => {
    const whole = images(2);
    for (let length = 0; length < whole.length; length++) {
      expect(() => parseIdx(whole.slice(0, length), 'train')).toThrow(/^train: .*bytes/);
    }
    expect(() => parseIdx(Uint8Array.of(...whole, 0), 'train')).toThrow(
      'more than the header says',
    );
  });

  test('any bytes are read or refused, at once', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          expect(parseIdx(bytes, 'x').shape.length).toBeGreaterThan(0);
        } catch (error) {
          expect(String(error)).toMatch(/^DataFormatError: x: /);
        }
      }),
    );
    const hostile = idx([0xffffffff, 0xffffffff, 0xffffffff], [1, 2, 3]);
    expect(() => parseIdx(hostile, 'hostile')).toThrow('the file is cut');
    expect(() => parseIdx(Uint8Array.of(0x89, 0x50, 0x4e, 0x47), 'a.png')).toThrow(
      'the magic number is 0x89504e47',
    );
  });

  test('other element types are big-endian', () => {
    expect([...parseIdx(idx([1], [0xff, 0xfe], 11), 'f').data]).toEqual([-2]);
    expect([...parseIdx(idx([1], [0x3f, 0x80, 0, 0], 13), 'f').data]).toEqual([1]);
  });
});

describe('ImageDataset', () => {
  test('gives normalized pixels and labels', () => {
    const [x, y] = new ImageDataset(parseIdx(images(3), ''), parseIdx(labels(3), ''), '', {
      normalize: { mean: 0.5, std: 0.25 },
    }).batch(Int32Array.of(2, 0));
    expect([x.shape, y.dtype, [...y.dataSync()]]).toEqual([[2, 6], 'int32', [2, 0]]);
    expect(x.dataSync()[0]).toBeCloseTo((12 / 255 - 0.5) / 0.25, 5);
  });

  test('refuses pairs that do not belong together', () => {
    const pair = (a: Uint8Array, b: Uint8Array) => () =>
      new ImageDataset(parseIdx(a, ''), parseIdx(b, ''), 'set');
    expect(pair(images(3), labels(2))).toThrow('set: 3 images, but 2 labels');
    expect(pair(labels(3), labels(3))).toThrow('images are uint8 of 1 axes');
    expect(pair(images(3), images(3))).toThrow('labels are uint8 of 3 axes');
    expect(pair(images(0), labels(0))).toThrow('there are no images');
  });
});

describe('DataLoader', () => {
  const targets = (loader: DataLoader) => [...loader].map(([, y]) => [...y.dataSync()]);

  test('an epoch has every example once, shuffled or not', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 1, max: 12 }),
        fc.boolean(),
        (n, batchSize, shuffle) => {
          const loader = new DataLoader(dataset(n), { batchSize, shuffle });
          const batches = targets(loader);
          expect(batches.length).toBe(loader.length);
          expect(batches.flat().sort()).toEqual(Array.from({ length: n }, (_, i) => i));
          for (const batch of batches.slice(0, -1)) expect(batch.length).toBe(batchSize);
        },
      ),
    );
  });

  test('the seed decides the order of every epoch', () => {
    const epochs = (seed: number) => {
      const loader = new DataLoader(dataset(10), { batchSize: 10, shuffle: true, seed });
      return [targets(loader), targets(loader)];
    };
    expect(epochs(1)).toEqual(epochs(1));
    expect(epochs(1)).not.toEqual(epochs(2));
    expect(epochs(1)[0]).not.toEqual(epochs(1)[1]);
  });

  test('can drop a last batch that is not full, and be awaited', async () => {
    const loader = new DataLoader(dataset(10), { batchSize: 4, dropLast: true });
    const sizes: (number | undefined)[] = [];
    for await (const [x] of loader) sizes.push(x.shape[0]);
    expect(sizes).toEqual([4, 4]);
    expect(() => new DataLoader(dataset(1), { batchSize: 0 })).toThrow('got 0');
  });
});

describe('loadIdxFolder', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'idx-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const write = (name: string, bytes: Uint8Array) => writeFile(join(folder, name), bytes);

  test('reads plain and gzipped files under either name', async () => {
    await write('train-images-idx3-ubyte', images(4));
    await write('train-labels.idx1-ubyte', labels(4));
    await write('t10k-images-idx3-ubyte.gz', gzipSync(images(2)));
    await write('t10k-labels-idx1-ubyte', labels(2));
    const { train, test: rest } = await loadIdxFolder(folder);
    expect([train.length, train.rows, train.columns, train.classes, rest.length]).toEqual([
      4, 2, 3, 4, 2,
    ]);
    expect(train.take(2).length).toBe(2);
  });

  test('says what is missing or damaged', async () => {
    await expect(loadIdxFolder(join(folder, 'none'))).rejects.toThrow('no such folder');
    await expect(loadIdxFolder(folder)).rejects.toThrow(
      'train-images-idx3-ubyte: the file is missing',
    );
    await write('train-images-idx3-ubyte.gz', gzipSync(images(4)).subarray(0, 20));
    await expect(loadIdxFolder(folder)).rejects.toThrow(
      'train-images-idx3-ubyte.gz: the gzip data is damaged',
    );
  });
});
