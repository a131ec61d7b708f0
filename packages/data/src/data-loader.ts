import { Generator, permutation } from '@plumbline/tensor';
import type { Batch, Dataset } from './dataset.ts';

export interface DataLoaderOptions {
  /** Examples in a batch; the last one of an epoch may have fewer. Default 1. */
  readonly batchSize?: number;
  /** Another random order in every epoch. Default false. */
  readonly shuffle?: boolean;
  /** Decides all orders, whatever `manualSeed` was called with. Default 0. */
  readonly seed?: number;
  /** Leave out a last batch of fewer than `batchSize` examples. Default false. */
  readonly dropLast?: boolean;
}

/** After so long an async loop gives way to the event loop. */
const turnMilliseconds = 50;

/**
 * Batches of a dataset. Each loop over it is one epoch:
 *
 *     for (const [x, y] of loader) { ... }
 *
 * `for await` yields the same batches, and lets timers, input and repaints have their turn in
 * between. Batches made of typed arrays need no release.
 *
 * RangeError for a batch size below 1, for a seed that is none, and where there would be no batch.
 */
export class DataLoader implements Iterable<Batch>, AsyncIterable<Batch> {
  readonly dataset: Dataset;
  readonly batchSize: number;
  /** The number of batches in an epoch. */
  readonly length: number;
  /** The number of the epoch that the next loop runs, from 0. Assign it to go on where one was. */
  epoch = 0;
  readonly #shuffle: boolean;
  readonly #seed: number;

  constructor(dataset: Dataset, options: DataLoaderOptions = {}) {
    const { batchSize = 1, shuffle = false, seed = 0, dropLast = false } = options;
    if (!Number.isSafeInteger(batchSize) || batchSize < 1) {
      throw new RangeError(`DataLoader: batchSize is a whole number from 1 up, got ${batchSize}`);
    }
    const batches = dataset.length / batchSize;
    this.dataset = dataset;
    this.batchSize = batchSize;
    this.length = dropLast ? Math.floor(batches) : Math.ceil(batches);
    this.#shuffle = shuffle;
    this.#seed = seed;
    epochGenerator(seed, 0);
    if (this.length < 1) {
      throw new RangeError(
        `DataLoader: ${dataset.length} examples make no batch of ${batchSize}` +
          (dropLast ? ', and dropLast leaves out smaller ones' : ''),
      );
    }
  }

  *[Symbol.iterator](): Iterator<Batch> {
    const order = this.#order(this.epoch++);
    for (let i = 0; i < this.length; i++) {
      const start = i * this.batchSize;
      yield this.dataset.batch(order.subarray(start, start + this.batchSize));
    }
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Batch> {
    let turnStart = performance.now();
    for (const batch of this) {
      yield batch;
      if (performance.now() - turnStart < turnMilliseconds) continue;
      await new Promise((resume) => setTimeout(resume));
      turnStart = performance.now();
    }
  }

  /** The examples in the order of an epoch. */
  #order(epoch: number): Int32Array {
    const { length } = this.dataset;
    if (this.#shuffle) return permutation(length, epochGenerator(this.#seed, epoch));
    return new Int32Array(length).map((_, i) => i);
  }
}

/**
 * Each epoch draws from a stretch of the seed's stream of its own (a permutation takes fewer than
 * 2^32 numbers), so that epoch 1 of seed 0 is not epoch 0 of seed 1, as with seed + epoch.
 */
function epochGenerator(seed: number, epoch: number): Generator {
  return new Generator(seed, epoch * 2 ** 32);
}
