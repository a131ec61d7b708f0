import { readFile } from 'node:fs/promises';
import { Generator, rand, scope, type Tensor, tensor } from '@plumbline/tensor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Batch,
  cutout,
  DataLoader,
  ImageBatches,
  mixup,
  normalize,
  parseCifar10,
  randomCrop,
  randomFlip,
  TensorDataset,
  type Transform,
} from '../src/index.ts';
import fixture from './fixtures/cifar.json' with { type: 'json' };

interface Size {
  readonly count: number;
  readonly channels: number;
  readonly rows: number;
  readonly columns: number;
}

/** Images whose pixels are all different and none 0. */
function distinct({ count, channels, rows, columns }: Size): Tensor {
  const data = Float32Array.from({ length: count * channels * rows * columns }, (_, i) => i + 1);
  return tensor(data, { shape: [count, channels, rows, columns] });
}

const labels = (count: number) => tensor(new Int32Array(count).map((_, i) => i));

/** [image][channel][row][column] */
type Images = number[][][][];

function nested(x: Tensor): Images {
  const [count = 0, channels = 0, rows = 0, columns = 0] = x.shape;
  const data = x.dataSync();
  let at = 0;
  const list = <Item>(length: number, item: () => Item) => Array.from({ length }, item);
  return list(count, () =>
    list(channels, () => list(rows, () => list(columns, () => data[at++]!))),
  );
}

function apply(transform: Transform, x: Tensor, seed = 0): Images {
  const [changed, y] = scope(() => transform([x, labels(x.shape[0]!)], new Generator(seed)));
  expect([...y.dataSync()]).toEqual([...labels(x.shape[0]!).dataSync()]);
  return nested(changed);
}

const sizes = fc.record({
  count: fc.integer({ min: 1, max: 4 }),
  channels: fc.integer({ min: 1, max: 3 }),
  rows: fc.integer({ min: 1, max: 6 }),
  columns: fc.integer({ min: 1, max: 6 }),
});

describe('randomCrop', () => {
  /** What stands at a place of a padded image. */
  const padded = (
    image: number[][][],
    channel: number,
    row: number,
    column: number,
    fill: number,
  ) => image[channel]?.[row]?.[column] ?? fill;

  /** The parts of an image, by the place of their first pixel. */
  function* parts(
    image: number[][][],
    rows: number,
    columns: number,
    padding: number,
    fill: number[],
  ) {
    const [height, width] = [image[0]!.length, image[0]![0]!.length];
    for (let top = -padding; top + rows <= height + padding; top++) {
      for (let left = -padding; left + columns <= width + padding; left++) {
        const part = image.map((_, channel) =>
          Array.from({ length: rows }, (_, r) =>
            Array.from({ length: columns }, (_, c) =>
              padded(image, channel, top + r, left + c, fill[channel]!),
            ),
          ),
        );
        yield { place: `${top},${left}`, part };
      }
    }
  }

  test('gives a part of each padded image', () => {
    const small = fc.nat({ max: 3 });
    fc.assert(
      fc.property(sizes, small, small, small, fc.nat(), (size, padding, down, right, seed) => {
        const rows = Math.max(1, size.rows + 2 * padding - down);
        const columns = Math.max(1, size.columns + 2 * padding - right);
        const fill = [-1, -2, -3].slice(0, size.channels);
        const x = distinct(size);
        const crop = randomCrop({ size: [rows, columns], padding, fill });
        const found = apply(crop, x, seed);
        for (const [i, image] of nested(x).entries()) {
          const candidates = [...parts(image, rows, columns, padding, fill)];
          expect(candidates.map(({ part }) => part)).toContainEqual(found[i]);
        }
      }),
    );
  });

  test('all parts are equally likely', () => {
    const x = distinct({ count: 2000, channels: 1, rows: 3, columns: 3 });
    const found = apply(randomCrop({ padding: 1 }), x);
    const counts = new Map<string, number>();
    for (const [i, image] of nested(x).entries()) {
      const same = [...parts(image, 3, 3, 1, [0])].filter(
        ({ part }) => JSON.stringify(part) === JSON.stringify(found[i]),
      );
      expect(same.length).toBe(1);
      const { place } = same[0]!;
      counts.set(place, (counts.get(place) ?? 0) + 1);
    }
    // Chi-squared of 9 equally likely places: 8 degrees of freedom, 26.1 at 0.1 %.
    const expected = 2000 / 9;
    const statistic = [...counts.values()].reduce(
      (sum, n) => sum + (n - expected) ** 2 / expected,
      0,
    );
    expect(counts.size).toBe(9);
    expect(statistic).toBeLessThan(26.1);
  });

  test('without options leaves images as they are', () => {
    const x = distinct({ count: 2, channels: 3, rows: 4, columns: 5 });
    expect(apply(randomCrop(), x)).toEqual(nested(x));
  });

  test.each<[Transform, string]>([
    [
      randomCrop({ size: 7 }),
      'a part of 7 x 7 does not fit into images of 4 x 4 with a padding of 0',
    ],
    [randomCrop({ fill: [1, 2] }), 'fill is a number for each of 3 channels, got 1,2'],
    [randomCrop({ fill: Number.NaN }), 'got NaN'],
  ])('refuses what does not fit', (crop, message) => {
    const x = distinct({ count: 2, channels: 3, rows: 4, columns: 4 });
    expect(() => crop([x, labels(2)], new Generator(0))).toThrow(/^randomCrop: /);
    expect(() => crop([x, labels(2)], new Generator(0))).toThrow(message);
  });

  test('refuses sizes that are none', () => {
    expect(() => randomCrop({ padding: -1 })).toThrow(
      'padding is a whole number from 0 up, got -1',
    );
    expect(() => randomCrop({ size: [3, 0.5] })).toThrow(
      'size is a whole number from 1 up, got 0.5',
    );
  });
});

describe('randomFlip', () => {
  const mirrored = (image: number[][][]) =>
    image.map((channel) => channel.map((row) => row.toReversed()));

  test('leaves an image or mirrors it whole, as often as p says', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), fc.constantFrom(0, 0.5, 1), (size, seed, p) => {
        const x = distinct(size);
        const found = apply(randomFlip({ p }), x, seed);
        for (const [i, image] of nested(x).entries()) {
          const allowed = [...(p < 1 ? [image] : []), ...(p > 0 ? [mirrored(image)] : [])];
          expect(allowed).toContainEqual(found[i]);
        }
      }),
    );
    const x = distinct({ count: 4000, channels: 1, rows: 1, columns: 2 });
    const flips = apply(randomFlip({ p: 0.25 }), x).filter(([channel]) => {
      const [[left = 0, right = 0] = []] = channel!;
      return left > right;
    });
    // Four standard deviations: 4 * sqrt(0.25 * 0.75 / 4000).
    expect(Math.abs(flips.length / 4000 - 0.25)).toBeLessThan(0.0274);
  });

  test('refuses a p that is none, and flat batches', () => {
    expect(() => randomFlip({ p: 1.5 })).toThrow('p is from 0 to 1, got 1.5');
    expect(() => randomFlip()([rand([2, 9]), labels(2)], new Generator(0))).toThrow(
      'randomFlip: expected images [B, C, H, W], got shape [2, 9]; batches are not to be flat',
    );
  });
});

describe('cutout', () => {
  /** DeVries and Taylor's square around a centre, cut at the borders. */
  const isInside = (centre: number, size: number, at: number) =>
    at >= centre - Math.floor(size / 2) && at < centre - Math.floor(size / 2) + size;

  test('is a square around some pixel, in all channels, and 0', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 5 }), fc.nat(), (shape, size, seed) => {
        const x = distinct(shape);
        const found = apply(cutout({ size }), x, seed);
        for (const [i, image] of nested(x).entries()) {
          const candidates: number[][][][] = [];
          for (let row = 0; row < shape.rows; row++) {
            for (let column = 0; column < shape.columns; column++) {
              candidates.push(
                image.map((channel) =>
                  channel.map((line, r) =>
                    line.map((v, c) =>
                      isInside(row, size, r) && isInside(column, size, c) ? 0 : v,
                    ),
                  ),
                ),
              );
            }
          }
          expect(candidates).toContainEqual(found[i]);
        }
      }),
    );
  });

  test('every pixel is a centre, with equal chances; holes add up', () => {
    const x = distinct({ count: 1600, channels: 1, rows: 4, columns: 4 });
    const cut = apply(cutout({ size: 1 }), x).map((image) => image.flat(2).indexOf(0));
    const counts = new Map<number, number>();
    for (const place of cut) counts.set(place, (counts.get(place) ?? 0) + 1);
    const statistic = [...counts.values()].reduce((sum, n) => sum + (n - 100) ** 2 / 100, 0);
    expect(counts.size).toBe(16);
    // 15 degrees of freedom, 0.1 %.
    expect(statistic).toBeLessThan(37.7);
    const most = Math.max(
      ...apply(cutout({ size: 1, holes: 3 }), x).map(
        (image) => image.flat(2).filter((v) => v === 0).length,
      ),
    );
    expect(most).toBe(3);
  });

  test('refuses sizes that are none', () => {
    expect(() => cutout({ size: 0 })).toThrow('cutout: size is a whole number from 1 up, got 0');
    expect(() => cutout({ size: 2, holes: 1.5 })).toThrow('cutout: holes');
  });
});

describe('mixup', () => {
  const options = { classes: 5 };
  const run = (x: Tensor, y: Tensor, alpha: number, seed: number) =>
    mixup({ ...options, alpha })([x, y], new Generator(seed));

  test('inputs and labels are mixed by one share, in one order', () => {
    fc.assert(
      fc.property(fc.constantFrom(0.2, 1, 4), fc.nat(), (alpha, seed) => {
        const x = rand([5, 2, 3], { generator: new Generator(seed) });
        const [mixed, y] = run(x, labels(5), alpha, seed);
        expect([y.shape, y.dtype, mixed.shape]).toEqual([[5, 5], 'float32', [5, 2, 3]]);
        const [before, after, shares] = [x, mixed, y].map((t) => [...t.dataSync()]);
        // Label i belongs to example i alone, so that a row of y says what was mixed, and how.
        for (let i = 0; i < 5; i++) {
          const row = shares!.slice(5 * i, 5 * i + 5);
          expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 6);
          expect(row.filter((share) => share !== 0).length).toBeLessThanOrEqual(2);
          for (let k = 0; k < 6; k++) {
            const expected = row.reduce((sum, share, j) => sum + share * before![6 * j + k]!, 0);
            expect(Math.abs(after![6 * i + k]! - expected)).toBeLessThan(1e-6);
          }
        }
      }),
    );
  });

  /** The distribution functions of Beta(a, a) that have a short closed form. */
  const betas: [alpha: number, cdf: (x: number) => number][] = [
    [0.5, (x) => (2 / Math.PI) * Math.asin(Math.sqrt(x))],
    [1, (x) => x],
    [2, (x) => x ** 2 * (3 - 2 * x)],
    [3, (x) => x ** 3 * (10 - 15 * x + 6 * x * x)],
  ];

  /** Shares of batches of two examples that were mixed with each other. */
  function shares(alpha: number, batches: number): number[] {
    const x = rand([2, 1]);
    return Array.from({ length: batches }, (_, seed) => {
      const y = scope(() => run(x, labels(2), alpha, seed)[1]);
      const [share = 0, other = 0] = y.dataSync();
      y.release();
      return other === 0 ? [] : [share];
    }).flat();
  }

  test.each(betas)('the share is of Beta(alpha, alpha), alpha = %f', (alpha, cdf) => {
    const sorted = shares(alpha, 2000).sort((a, b) => a - b);
    const n = sorted.length;
    const distances = sorted.map((x, i) =>
      Math.max(Math.abs(cdf(x) - i / n), Math.abs(cdf(x) - (i + 1) / n)),
    );
    expect(n).toBeGreaterThan(900);
    // Kolmogorov and Smirnov, 0.1 %.
    expect(Math.max(...distances)).toBeLessThan(1.95 / Math.sqrt(n));
  });

  test.each([0.2, 8])('its variance is 1 / (4 (2 alpha + 1)), alpha = %f', (alpha) => {
    const found = shares(alpha, 2000);
    const mean = found.reduce((a, b) => a + b) / found.length;
    const variance = found.reduce((sum, x) => sum + (x - mean) ** 2, 0) / found.length;
    // Four standard errors of the mean; the variance's are smaller.
    const bound = 4 * Math.sqrt(0.25 / (2 * alpha + 1) / found.length);
    expect(Math.abs(mean - 0.5)).toBeLessThan(bound);
    expect(Math.abs(variance - 0.25 / (2 * alpha + 1))).toBeLessThan(bound);
  });

  test('a tiny alpha takes one of the two, and never none', () => {
    const { length } = shares(1e-5, 100).filter((share) => share > 0.01 && share < 0.99);
    expect(length).toBe(0);
    expect(shares(1e-5, 100).every(Number.isFinite)).toBe(true);
  });

  test('probabilities may be mixed again', () => {
    const twice: Transform = (batch, random) => {
      const mix = mixup({ classes: 5 });
      return mix(mix(batch, random), random);
    };
    const [, y] = twice([rand([5, 1]), labels(5)], new Generator(1));
    expect([...y.sum(1).dataSync()].every((sum) => Math.abs(sum - 1) < 1e-6)).toBe(true);
  });

  test.each<[Tensor, string]>([
    [tensor([0.5, 1]), 'got float32 [2]'],
    [rand([2, 4]), 'probabilities, float32 [B, 5], got float32 [2, 4]'],
    [tensor(Int32Array.of(0, 5)), 'none of 5 classes'],
  ])('refuses labels that are none', (y, message) => {
    expect(() => mixup(options)([rand([2, 1]), y], new Generator(0))).toThrow(message);
  });

  test('refuses an alpha that is none', () => {
    expect(() => mixup({ classes: 5, alpha: 0 })).toThrow('alpha is a number above 0, got 0');
    expect(() => mixup({ classes: 5, alpha: Number.NaN })).toThrow('got NaN');
    expect(() => mixup({ classes: 0 })).toThrow('mixup: classes');
  });
});

describe('normalize', () => {
  test('gives what PyTorch gives', async () => {
    const file = await readFile(new URL('fixtures/cifar10.bin', import.meta.url));
    const { mean, std, cifar10 } = fixture;
    const loader = new DataLoader(new ImageBatches(parseCifar10(file)), {
      batchSize: 3,
      transform: normalize({ mean, std }),
    });
    const [[x] = []] = loader;
    const images = nested(x!);
    for (const { at, value } of cifar10.pixels) {
      const [n = 0, c = 0, row = 0, column = 0] = at;
      expect(Math.abs(images[n]![c]![row]![column]! - value)).toBeLessThan(1e-6);
    }
  });

  test('also takes the columns of a table', () => {
    const batch: Batch = [
      tensor([
        [1, 2],
        [3, 6],
      ]),
      labels(2),
    ];
    const [x] = normalize({ mean: [2, 4], std: [1, 2] })(batch, new Generator(0));
    expect([...x.dataSync()]).toEqual([-1, -1, 1, 1]);
  });

  test('refuses numbers that are not one a channel', () => {
    const batch: Batch = [rand([2, 3]), labels(2)];
    expect(() => normalize({ mean: [0, 1], std: 1 })(batch, new Generator(0))).toThrow(
      'normalize: expected a mean and a std for each of 3 channels, got 0,1 and 1',
    );
    expect(() => normalize({ mean: 0, std: 0 })(batch, new Generator(0))).toThrow('a std above 0');
    expect(() => normalize({ mean: 0, std: 1 })([rand([2]), labels(2)], new Generator(0))).toThrow(
      'expected [B, C, ...], got shape [2]',
    );
  });
});

test('a loader releases what a transform makes on its way', () => {
  const between: Tensor[] = [];
  const transform: Transform = ([x, y]) => {
    const doubled = x.mul(2);
    between.push(doubled);
    return [doubled.add(1), y];
  };
  const dataset = new TensorDataset(rand([3, 2]), labels(3));
  const results = [...new DataLoader(dataset, { transform })];
  expect(between.map(({ isReleased }) => isReleased)).toEqual([true, true, true]);
  expect(results.flat().map(({ isReleased }) => isReleased)).not.toContain(true);
});
