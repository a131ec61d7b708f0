import { Generator, permutation, type Tensor } from '@plumbline/tensor';
import type { Dataset } from './dataset.ts';

export interface DataLoaderOptions {
  /** Examples a batch. Default 1. */
  readonly batchSize?: number;
  /** A new order every epoch. Default false. */
  readonly shuffle?: boolean;
  /** Decides all orders, whatever else draws random numbers. Default 0. */
  readonly seed?: number;
  /** Leave out a last batch that isn't full. Default false. */
  readonly dropLast?: boolean;
}

/** How long `for await` runs before it lets other work have its turn: under what one notices. */
const turnMilliseconds = 50;

/**
 * Goes through a dataset in batches; each iteration is an epoch. Iterable with `for` and with
 * `for await`, which lets other work (a page, a signal handler) run between batches.
 *
 * RangeError for a batch size below 1, a seed that is none, or where there is no batch at all.
 */
export class DataLoader implements Iterable<[Tensor, Tensor]>, AsyncIterable<[Tensor, Tensor]> {
  readonly dataset: Dataset;
  readonly batchSize: number;
  readonly #shuffle: boolean;
  readonly #dropLast: boolean;
  readonly #seed: number;
  /** The number of the epoch that comes next, from 0. Assign it to go on where a run ended. */
  epoch = 0;

  constructor(dataset: Dataset, options: DataLoaderOptions = {}) {
    const { batchSize = 1, shuffle = false, seed = 0, dropLast = false } = options;
    if (!Number.isInteger(batchSize) || batchSize < 1) {
      throw new RangeError(
        `DataLoader: a batch size is a whole number from 1 up, got ${batchSize}`,
      );
    }
    this.dataset = dataset;
    this.batchSize = batchSize;
    this.#shuffle = shuffle;
    this.#dropLast = dropLast;
    this.#seed = seed;
    epochGenerator(seed, 0);
    if (this.length === 0) {
      throw new RangeError(
        `DataLoader: ${dataset.length} examples make no batch of ${batchSize}` +
          (dropLast ? ' (dropLast leaves out smaller ones)' : ''),
      );
    }
  }

  /** Batches an epoch. */
  get length(): number {
    const batches = this.dataset.length / this.batchSize;
    return this.#dropLast ? Math.floor(batches) : Math.ceil(batches);
  }

  *[Symbol.iterator](): Iterator<[Tensor, Tensor]> {
    const order = this.#order(this.epoch++);
    for (let batch = 0; batch < this.length; batch++) {
      const start = batch * this.batchSize;
      yield this.dataset.batch(order.subarray(start, start + this.batchSize));
    }
  }

  async *[Symbol.asyncIterator](): AsyncIterator<[Tensor, Tensor]> {
    let turnStart = performance.now();
    for (const batch of this) {
      yield batch;
      // A timer costs milliseconds: too much for every batch of a small network.
      if (performance.now() - turnStart < turnMilliseconds) continue;
      await new Promise((resolve) => setTimeout(resolve));
      turnStart = performance.now();
    }
  }

  #order(epoch: number): Int32Array {
    const { length } = this.dataset;
    if (this.#shuffle) return permutation(length, epochGenerator(this.#seed, epoch));
    return new Int32Array(length).map((_, i) => i);
  }
}

/**
 * Each epoch draws from a stretch of the seed's stream that is its own (a permutation takes fewer
 * than 2^32 numbers), so that its order does not depend on how the epochs before it went.
 */
function epochGenerator(seed: number, epoch: number): Generator {
  return new Generator(seed, epoch * 2 ** 32);
}
