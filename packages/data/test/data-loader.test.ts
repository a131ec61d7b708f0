import { arange, memory, tensor } from '@plumbline/tensor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Batch, DataLoader, type DataLoaderOptions, TensorDataset } from '../src/index.ts';

/** Example i is [i, i] with target i. */
function numbered(length: number): TensorDataset {
  const x = Float32Array.from({ length: 2 * length }, (_, i) => Math.floor(i / 2));
  return new TensorDataset(tensor(x, { shape: [length, 2] }), arange(length));
}

function targets(loader: Iterable<Batch>): number[][] {
  return [...loader].map(([, y]) => [...y.dataSync()]);
}

const upTo = (n: number) => Array.from({ length: n }, (_, i) => i);
const sorted = (values: readonly number[]) => [...values].sort((a, b) => a - b);

describe('DataLoader', () => {
  test('an epoch has every example once, in full batches but for the last', () => {
    const counts = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(counts, counts, fc.boolean(), fc.nat(), (length, batchSize, shuffle, seed) => {
        const loader = new DataLoader(numbered(length), { batchSize, shuffle, seed });
        const batches = targets(loader);
        expect(batches.length).toBe(loader.length);
        expect(sorted(batches.flat())).toEqual(upTo(length));
        for (const batch of batches.slice(0, -1)) expect(batch.length).toBe(batchSize);
        if (!shuffle) expect(batches.flat()).toEqual(upTo(length));
      }),
    );
  });

  test('inputs go with their targets', () => {
    const loader = new DataLoader(numbered(9), { batchSize: 4, shuffle: true });
    for (const [x, y] of loader) {
      expect([...x.dataSync()]).toEqual([...y.dataSync()].flatMap((i) => [i, i]));
    }
  });

  test('dropLast leaves out what does not fill a batch', () => {
    const options: DataLoaderOptions = { batchSize: 4, dropLast: true, shuffle: true };
    const loader = new DataLoader(numbered(10), options);
    expect(loader.length).toBe(2);
    expect(targets(loader).map((batch) => batch.length)).toEqual([4, 4]);
  });

  describe('the order', () => {
    const shuffled = (seed: number, epoch = 0) => {
      const loader = new DataLoader(numbered(20), { batchSize: 20, shuffle: true, seed });
      loader.epoch = epoch;
      return loader;
    };

    test('depends on seed and epoch alone', () => {
      fc.assert(
        fc.property(fc.nat(), fc.integer({ min: 0, max: 50 }), (seed, epoch) => {
          const first = targets(shuffled(seed, epoch));
          expect(targets(shuffled(seed, epoch))).toEqual(first);
          expect(targets(shuffled(seed + 1, epoch))).not.toEqual(first);
          expect(targets(shuffled(seed, epoch + 1))).not.toEqual(first);
          expect(targets(shuffled(seed + 1, epoch))).not.toEqual(
            targets(shuffled(seed, epoch + 1)),
          );
        }),
        { numRuns: 30 },
      );
    });

    test('goes on from an epoch, also after a loop that was left early', () => {
      const [through, left] = [shuffled(3), shuffled(3)];
      targets(through);
      for (const _ of left) break;
      expect(targets(left)).toEqual(targets(through));
      expect([left.epoch, through.epoch]).toEqual([2, 2]);
    });
  });

  test('for await yields the same batches', async () => {
    const options: DataLoaderOptions = { batchSize: 3, shuffle: true, seed: 5 };
    const found: number[][] = [];
    for await (const [, y] of new DataLoader(numbered(10), options)) found.push([...y.dataSync()]);
    expect(found).toEqual(targets(new DataLoader(numbered(10), options)));
  });

  test('for await lets timers run', async () => {
    let ran = false;
    setTimeout(() => {
      ran = true;
    });
    for await (const _ of new DataLoader(numbered(3))) {
      const start = performance.now();
      while (performance.now() - start < 60);
    }
    expect(ran).toBe(true);
  });

  test.each([
    [{ batchSize: 0 }, 'from 1 up, got 0'],
    [{ batchSize: 1.5 }, 'got 1.5'],
    [{ batchSize: Number.NaN }, 'got NaN'],
    [{ seed: -1 }, 'a seed is a whole number'],
    [{ batchSize: 6, dropLast: true }, '5 examples make no batch of 6, and dropLast'],
  ])('refuses %o', (options, message) => {
    expect(() => new DataLoader(numbered(5), options)).toThrow(message);
  });

  test('refuses an empty dataset', () => {
    expect(() => new DataLoader(numbered(0))).toThrow('0 examples make no batch of 1');
  });
});

describe('TensorDataset', () => {
  test('takes rows of any shape and dtype', () => {
    const x = arange(12).reshape([3, 2, 2]);
    const y = tensor([true, false, true]);
    const [rows, targets] = new TensorDataset(x, y).batch(Int32Array.of(2, 0, 2));
    expect([rows.shape, rows.dtype, targets.dtype]).toEqual([[3, 2, 2], 'int32', 'bool']);
    expect([...rows.dataSync()]).toEqual([8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11]);
    expect([...targets.dataSync()]).toEqual([1, 1, 1]);
  });

  test('makes two buffers a batch, and nothing else stays', () => {
    const dataset = numbered(8);
    const before = memory().buffers;
    dataset.batch(Int32Array.of(1, 2));
    expect(memory().buffers - before).toBeLessThanOrEqual(4);
  });

  test('refuses tensors of different lengths', () => {
    expect(() => new TensorDataset(arange(3), arange(4))).toThrow('[3] and targets of shape [4]');
    expect(() => new TensorDataset(tensor(1), tensor(1))).toThrow('a first axis');
    const [x, y] = [arange(4), Float32Array.of(1, 2)];
    // What TypeScript would refuse and JavaScript passes on.
    const make = (...given: unknown[]) => Reflect.construct(TensorDataset, given);
    expect(() => make(y, y)).toThrow(
      /the first argument must be a tensor, got an array: .*tensor\(/,
    );
    expect(() => make(x, [1, 2])).toThrow(/the second argument must be a tensor, got an array: /);
    expect(() => make()).toThrow(/the first argument must be a tensor, got undefined/);
  });
});
