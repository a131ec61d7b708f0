import { mkdir, mkdtemp, open, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  channelStatistics,
  DataError,
  ImageBatches,
  type ImageDataset,
  parseCifar10,
  parseCifar100,
  pixelStatistics,
} from '../src/index.ts';
import { readCifar10, readCifar100 } from '../src/node.ts';
import fixture from './fixtures/cifar.json' with { type: 'json' };

const fixtures = join(import.meta.dirname, 'fixtures');
const cifar10 = await readFile(join(fixtures, 'cifar10.bin'));
const cifar100 = await readFile(join(fixtures, 'cifar100.bin'));

/** The largest difference from what PyTorch made of the pixels. */
function difference(set: ImageDataset, pixels: typeof fixture.cifar10.pixels): number {
  const { mean, std } = fixture;
  const indices = Int32Array.from({ length: set.count }, (_, i) => i);
  const [x] = new ImageBatches(set, { normalize: { mean, std } }).batch(indices);
  expect(x.shape).toEqual([set.count, 3, 32, 32]);
  const data = x.dataSync();
  const differences = pixels.map(({ at: [n = 0, c = 0, row = 0, column = 0], value }) =>
    Math.abs(data[((n * 3 + c) * 32 + row) * 32 + column]! - value),
  );
  return Math.max(...differences);
}

describe('parseCifar10 and parseCifar100', () => {
  test('read what NumPy and PyTorch read', () => {
    const ten = parseCifar10(cifar10);
    const fine = parseCifar100(cifar100);
    const coarse = parseCifar100(cifar100, 'file', { labels: 'coarse' });
    expect([[...ten.labels]]).toEqual(fixture.cifar10.labels);
    expect([[...coarse.labels], [...fine.labels]]).toEqual(fixture.cifar100.labels);
    expect([ten, fine, coarse].map(({ classes }) => classes)).toEqual([10, 100, 20]);
    expect(difference(ten, fixture.cifar10.pixels)).toBeLessThan(1e-6);
    expect(difference(fine, fixture.cifar100.pixels)).toBeLessThan(1e-6);
  });

  test('statistics by channel are those of PyTorch', () => {
    const { mean, std } = channelStatistics(parseCifar10(cifar10));
    for (const channel of [0, 1, 2]) {
      expect(mean[channel]).toBeCloseTo(fixture.cifar10.mean[channel]!, 6);
      expect(std[channel]).toBeCloseTo(fixture.cifar10.std[channel]!, 7);
    }
    const whole = pixelStatistics(parseCifar10(cifar10)).mean;
    expect(whole).toBeCloseTo(mean.reduce((a, b) => a + b) / 3, 10);
  });

  test('every cut or longer file is an error that names it', () => {
    const lengths = fc
      .integer({ min: 0, max: 3 * 3073 - 1 })
      .filter((n) => n % 3073 !== 0 || n === 0);
    fc.assert(
      fc.property(lengths, (length) => {
        const parse = () => parseCifar10(cifar10.subarray(0, length), 'cut.bin');
        expect(parse).toThrow(DataError);
        expect(parse).toThrow(`cut.bin: ${length} bytes are ${Math.floor(length / 3073)} images`);
      }),
    );
    expect(() => parseCifar10(Uint8Array.of(...cifar10, 0))).toThrow('9220 bytes are 3 images');
    expect(() => parseCifar10(cifar100)).toThrow(DataError);
  });

  test('any label that is no class is an error with its place', () => {
    const bytes = fc.nat({ max: 255 });
    fc.assert(
      fc.property(fc.nat({ max: 2 }), bytes, bytes, (image, coarse, fine) => {
        const changed = Uint8Array.from(cifar100);
        changed.set([coarse, fine], image * 3074);
        const parse = (labels: 'fine' | 'coarse') => () => parseCifar100(changed, 'f', { labels });
        if (fine < 100) expect(parse('fine')().labels[image]).toBe(fine);
        else
          expect(parse('fine')).toThrow(
            `f: label ${fine} of image ${image}; labels go from 0 to 99`,
          );
        if (coarse < 20) expect(parse('coarse')().labels[image]).toBe(coarse);
        else expect(parse('coarse')).toThrow(`f: label ${coarse} of image ${image}`);
      }),
    );
  });
});

describe('readCifar10 and readCifar100', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cifar-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** A file of black images of class 0, but for `first` at its start. */
  async function write(name: string, length: number, first: Uint8Array): Promise<void> {
    const file = await open(join(folder, name), 'w');
    await file.write(first);
    await file.close();
    await truncate(join(folder, name), length);
  }

  const names = (count: number) => Array.from({ length: count }, (_, i) => `class ${i}`);

  async function writeTen(): Promise<void> {
    for (const [i, name] of [1, 2, 3, 4, 5].map((n) => `data_batch_${n}.bin`).entries()) {
      await write(name, 10_000 * 3073, Uint8Array.of(i + 1, 10 * i));
    }
    await write('test_batch.bin', 10_000 * 3073, Uint8Array.of(9, 99));
    await writeFile(join(folder, 'batches.meta.txt'), `${names(10).join('\n')}\n\n`);
  }

  test('CIFAR-10: five files to train, one to test, names', async () => {
    await writeTen();
    const { train, test, classNames } = await readCifar10(folder);
    expect(classNames).toEqual(names(10));
    expect([train.count, test.count, train.images.length]).toEqual([50_000, 10_000, 153_600_000]);
    const firsts = [0, 1, 2, 3, 4].map((part) => part * 10_000);
    expect(firsts.map((i) => train.labels[i])).toEqual([1, 2, 3, 4, 5]);
    expect(firsts.map((i) => train.images[i * 3072])).toEqual([0, 10, 20, 30, 40]);
    expect([test.labels[0], test.images[0]]).toEqual([9, 99]);
  });

  test('CIFAR-10: what is wrong, and with which file', async () => {
    await expect(readCifar10(folder)).rejects.toThrow('data_batch_1.bin: there is no such');
    await writeTen();
    await writeFile(join(folder, 'batches.meta.txt'), 'cat\ndog\n');
    await expect(readCifar10(folder)).rejects.toThrow('meta.txt: 10 names of classes expected, 2');
    await truncate(join(folder, 'data_batch_3.bin'), 9_999 * 3073);
    const cut = readCifar10(folder);
    await expect(cut).rejects.toThrow(DataError);
    await expect(cut).rejects.toThrow('data_batch_3.bin: 10000 images expected, 9999 found');
    await rm(join(folder, 'data_batch_2.bin'));
    await mkdir(join(folder, 'data_batch_2.bin'));
    await expect(readCifar10(folder)).rejects.toThrow('data_batch_2.bin: a folder');
  });

  test('CIFAR-100: fine and coarse', async () => {
    await write('train.bin', 50_000 * 3074, Uint8Array.of(19, 98));
    await write('test.bin', 10_000 * 3074, Uint8Array.of(3, 4));
    await writeFile(join(folder, 'fine_label_names.txt'), names(100).join('\n'));
    await writeFile(join(folder, 'coarse_label_names.txt'), names(20).join('\r\n'));
    const fine = await readCifar100(folder);
    const coarse = await readCifar100(folder, { labels: 'coarse' });
    expect([fine.classNames.length, fine.train.labels[0], fine.test.labels[0]]).toEqual([
      100, 98, 4,
    ]);
    expect([coarse.classNames, coarse.train.labels[0]]).toEqual([names(20), 19]);
    expect(fine.train.count).toBe(50_000);
  });
});
