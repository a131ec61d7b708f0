import { arange, rand, tensor } from '@plumbline/tensor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Batch,
  compose,
  DataLoader,
  type DataLoaderOptions,
  type Dataset,
  type LoaderState,
  map,
  TensorDataset,
  type Transform,
} from '../src/index.ts';

/** Example i is [i, i] with target i. */
function numbered(length: number): TensorDataset {
  const x = Float32Array.from({ length: 2 * length }, (_, i) => Math.floor(i / 2));
  return new TensorDataset(tensor(x, { shape: [length, 2] }), arange(length));
}

/** The same examples, that take a while to come. */
function slow(length: number): Dataset {
  const dataset = numbered(length);
  return {
    length,
    async batch(indices) {
      await new Promise((resume) => setTimeout(resume, indices[0]! % 3));
      return dataset.batch(indices);
    },
  };
}

const noise: Transform = ([x, y], random) => [x.add(rand(x.shape, { generator: random })), y];
const marked = map(([x, y], random) => [x.mul(1 + random.integer(1000)), y]);

const read = ([x, y]: Batch) => [[...x.dataSync()], [...y.dataSync()]];

/** The batches of some epochs, and where the loader was after each. */
function follow(loader: DataLoader, epochs: number) {
  const seen: { batch: number[][]; state: LoaderState }[] = [];
  for (let i = 0; i < epochs; i++) {
    for (const batch of loader) seen.push({ batch: read(batch), state: loader.state() });
  }
  return seen;
}

const options = fc.record({
  batchSize: fc.integer({ min: 1, max: 5 }),
  shuffle: fc.boolean(),
  seed: fc.nat(),
  dropLast: fc.boolean(),
  transform: fc.constantFrom(noise, marked, compose(marked, noise)),
  prefetch: fc.nat({ max: 4 }),
}) satisfies fc.Arbitrary<DataLoaderOptions>;

describe('state and restore', () => {
  test('from any batch on, a restored loader gives what would have come', () => {
    fc.assert(
      fc.property(options, fc.integer({ min: 5, max: 12 }), fc.nat(), (settings, length, at) => {
        const make = () => new DataLoader(numbered(length), settings);
        const whole = follow(make(), 3);
        const left = make();
        const handedOut = at % (2 * left.length);
        for (let epoch = 0, count = 0; epoch < 2 && count <= handedOut; epoch++) {
          for (const _ of left) if (count++ === handedOut) break;
        }
        const restored = make();
        restored.restore(JSON.parse(JSON.stringify(left.state())));
        expect(restored.state()).toEqual(left.state());
        const { epoch } = restored;
        expect(follow(restored, 3 - epoch)).toEqual(whole.slice(handedOut + 1));
      }),
      { numRuns: 60 },
    );
  });

  test('the same with for await, prefetched or not, from a dataset sync or async', async () => {
    const datasets = fc.constantFrom(numbered, slow);
    await fc.assert(
      fc.asyncProperty(options, datasets, fc.nat(), async (settings, dataset, at) => {
        const make = () => new DataLoader(dataset(7), settings);
        const expected = follow(new DataLoader(numbered(7), settings), 1);
        const [left, found] = [make(), [] as unknown[]];
        const leaveAt = at % left.length;
        for await (const batch of left) {
          found.push({ batch: read(batch), state: left.state() });
          if (found.length > leaveAt) break;
        }
        const restored = make();
        restored.restore(left.state());
        if (restored.epoch === 0) {
          for await (const batch of restored) {
            found.push({ batch: read(batch), state: restored.state() });
          }
        }
        expect(found).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  test('a state names the batch that comes next', () => {
    const loader = new DataLoader(numbered(5), { batchSize: 2 });
    expect(loader.state()).toEqual({ epoch: 0, batch: 0 });
    expect(follow(loader, 2).map(({ state }) => [state.epoch, state.batch])).toEqual([
      ...[
        [0, 1],
        [0, 2],
        [1, 0],
      ],
      ...[
        [1, 1],
        [1, 2],
        [2, 0],
      ],
    ]);
    loader.epoch = 7;
    expect(loader.state()).toEqual({ epoch: 7, batch: 0 });
  });

  test('a loop that was left is not gone on with unless restored', () => {
    const loader = new DataLoader(numbered(4), {});
    for (const _ of loader) break;
    expect(loader.epoch).toBe(1);
    loader.restore(loader.state());
    expect(follow(loader, 1).map(({ batch }) => batch[1])).toEqual([[1], [2], [3]]);
    expect(loader.epoch).toBe(1);
  });

  test.each([
    [{ epoch: 0, batch: 3 }, 'restore: batch, of 3 an epoch, is a whole number from 0 to 2, got 3'],
    [{ epoch: 0, batch: 0.5 }, 'got 0.5'],
    [{ epoch: -1, batch: 0 }, 'restore: epoch is a whole number from 0 to 2097151, got -1'],
    [{ epoch: Number.NaN, batch: 0 }, 'got NaN'],
    [{ epoch: 2 ** 21, batch: 0 }, 'got 2097152'],
  ])('%o is refused, and changes nothing', (state, message) => {
    const loader = new DataLoader(numbered(3));
    loader.restore({ epoch: 4, batch: 1 });
    expect(() => loader.restore(state)).toThrow(message);
    expect(loader.state()).toEqual({ epoch: 4, batch: 1 });
  });
});

describe('a transform', () => {
  test('draws from a stream that no other batch, epoch or seed shares', () => {
    const drawn = new Set<number>();
    const draw: Transform = (batch, random) => {
      drawn.add(random.integer(2 ** 32));
      return batch;
    };
    for (const seed of [0, 1, 2 ** 32, 2 ** 53 - 1]) {
      follow(new DataLoader(numbered(5), { seed, transform: draw }), 4);
    }
    expect(drawn.size).toBe(4 * 5 * 4);
  });

  test('map changes example by example', () => {
    const swap = map(([x, y]) => [y.add(10), x.sum()]);
    const [batch] = new DataLoader(numbered(3), { batchSize: 3, transform: swap });
    expect(read(batch!)).toEqual([
      [10, 11, 12],
      [0, 2, 4],
    ]);
    expect(batch?.map(({ shape }) => shape)).toEqual([[3], [3]]);
  });

  test('compose runs from the left, and of nothing is nothing', () => {
    const add: Transform = ([x, y]) => [x.add(1), y];
    const double: Transform = ([x, y]) => [x.mul(2), y];
    const first = (transform: Transform) => {
      const [batch] = new DataLoader(numbered(1), { transform });
      return read(batch!)[0];
    };
    expect(first(compose(add, double))).toEqual([2, 2]);
    expect(first(compose(double, add))).toEqual([1, 1]);
    expect(first(compose())).toEqual([0, 0]);
  });
});

describe('prefetch', () => {
  /** Notes which batches are begun; batch `broken` fails. */
  function watched(length: number, broken = -1) {
    const begun: number[] = [];
    const source = numbered(length);
    const batch = async (indices: Int32Array) => {
      begun.push(indices[0]!);
      await null;
      if (indices[0] === broken) throw new Error(`batch ${broken} is broken`);
      return source.batch(indices);
    };
    return { begun, dataset: { length, batch } satisfies Dataset };
  }

  test.each([0, 1, 3])('begins %i batches ahead, never more', async (prefetch) => {
    const { begun, dataset } = watched(6);
    let handedOut = 0;
    for await (const _ of new DataLoader(dataset, { prefetch })) {
      handedOut++;
      expect(begun.length).toBe(Math.min(6, handedOut + prefetch));
    }
    expect(begun).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test.each([0, 1, 2, 5])('of %i: an error comes at its own batch', async (prefetch) => {
    const { dataset } = watched(6, 2);
    const loader = new DataLoader(dataset, { prefetch });
    const seen: number[] = [];
    const loop = async () => {
      for await (const [, y] of loader) seen.push(y.item());
    };
    await expect(loop()).rejects.toThrow('batch 2 is broken');
    expect(seen).toEqual([0, 1]);
    expect(loader.state()).toEqual({ epoch: 0, batch: 2 });
  });

  test('an error of a sync dataset waits for its turn too', async () => {
    const source = numbered(3);
    const batch = (indices: Int32Array) => {
      if (indices[0] === 1) throw new Error('broken');
      return source.batch(indices);
    };
    let seen = 0;
    const loop = async () => {
      for await (const _ of new DataLoader({ length: 3, batch }, { prefetch: 2 })) seen++;
    };
    await expect(loop()).rejects.toThrow('broken');
    expect(seen).toBe(1);
  });

  test('a loop that is left begins nothing more, and a late error of it is nobody’s', async () => {
    const { begun, dataset } = watched(9, 2);
    for await (const _ of new DataLoader(dataset, { prefetch: 2 })) break;
    // An unhandled rejection would fail this test run.
    await new Promise((resume) => setTimeout(resume, 20));
    expect(begun).toEqual([0, 1, 2]);
  });

  test('a plain loop over an async dataset is an error', () => {
    expect(() => [...new DataLoader(slow(2))]).toThrow('loop with for await');
    expect(() => new DataLoader(numbered(2), { prefetch: -1 })).toThrow('prefetch is a whole');
  });
});
