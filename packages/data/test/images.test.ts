import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ImageBatches, type ImageDataset, imageDataset, pixelStatistics } from '../src/index.ts';
import { named } from './idx-files.ts';

const images = (count: number) =>
  named(
    'images',
    [count, 2, 3],
    Uint8Array.from({ length: count * 6 }, (_, i) => i % 256),
  );
const labels = (...values: number[]) => named('labels', [values.length], Uint8Array.from(values));

describe('imageDataset', () => {
  test('puts images and labels together', () => {
    expect(imageDataset(images(3), labels(0, 4, 1))).toMatchObject({
      count: 3,
      rows: 2,
      columns: 3,
      classes: 5,
    });
    expect(imageDataset(images(2), labels(0, 1), { classes: 10 }).classes).toBe(10);
  });

  test.each([
    ['counts that differ', () => imageDataset(images(3), labels(1)), '3 images, but labels has 1'],
    ['no images', () => imageDataset(images(0), labels()), 'images: no pixels, shape [0, 2, 3]'],
    [
      'a label that is no class',
      () => imageDataset(images(2), labels(1, 12), { classes: 10 }),
      'labels: label 12 at position 1; labels go from 0 to 9',
    ],
    ['labels for images', () => imageDataset(labels(1), labels(1)), 'images and labels swapped'],
    [
      'another element type',
      () => imageDataset({ ...images(1), data: new Float32Array(6) }, labels(1)),
      'expected unsigned bytes (type 08), got a Float32Array',
    ],
  ])('refuses %s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});

describe('ImageBatches', () => {
  const pixels = fc.uint8Array({ minLength: 12, maxLength: 12 });
  const dataset = (bytes: Uint8Array): ImageDataset =>
    imageDataset(named('images', [2, 2, 3], bytes), labels(7, 3));

  test('pixels are (pixel / 255 - mean) / std, labels are int32', () => {
    fc.assert(
      fc.property(pixels, fc.double({ min: 0.1, max: 2, noNaN: true }), (bytes, std) => {
        const batches = new ImageBatches(dataset(bytes), { normalize: { mean: 0.25, std } });
        const [x, y] = batches.batch(Int32Array.of(1, 0));
        expect([x.shape, x.dtype, y.shape, y.dtype]).toEqual([
          [2, 1, 2, 3],
          'float32',
          [2],
          'int32',
        ]);
        const swapped = [...bytes.subarray(6), ...bytes.subarray(0, 6)];
        const expected = swapped.map((pixel) => Math.fround((pixel / 255 - 0.25) / std));
        expect([...x.dataSync()]).toEqual(expected);
        expect([...y.dataSync()]).toEqual([3, 7]);
      }),
    );
  });

  test('are flat on demand, and from 0 to 1 by default', () => {
    const bytes = Uint8Array.of(0, 255, 51, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    const [x] = new ImageBatches(dataset(bytes), { flatten: true }).batch(Int32Array.of(0));
    expect(x.shape).toEqual([1, 6]);
    expect([...x.dataSync()]).toEqual([0, 1, Math.fround(0.2), 0, 0, 0]);
  });

  test('pixelStatistics normalizes to mean 0 and deviation 1', () => {
    fc.assert(
      fc.property(pixels, (bytes) => {
        const normalize = pixelStatistics(dataset(bytes));
        fc.pre(normalize.std > 0);
        const [x] = new ImageBatches(dataset(bytes), { normalize }).batch(Int32Array.of(0, 1));
        expect(x.mean().item()).toBeCloseTo(0, 4);
        expect(x.var(undefined, { correction: 0 }).item()).toBeCloseTo(1, 4);
      }),
    );
  });

  test('refuse a deviation of 0', () => {
    const normalize = { mean: 0, std: 0 };
    expect(() => new ImageBatches(dataset(new Uint8Array(12)), { normalize })).toThrow(
      'a std above 0, got 0 and 0',
    );
  });
});
