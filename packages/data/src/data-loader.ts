import { checkOptions, permutation, scope } from '@plumbline/tensor';
import { checkWhole } from './check-whole.ts';
import type { Batch, Dataset } from './dataset.ts';
import { batchGenerator, epochLimit, orderGenerator } from './loader-random.ts';
import { prefetch } from './prefetch.ts';
import type { Transform } from './transforms/transform.ts';

/** Options of `DataLoader`. */
export interface DataLoaderOptions {
  /** Examples in a batch; the last one of an epoch may have fewer. Default 1. */
  readonly batchSize?: number;
  /** Another random order in every epoch. Default false. */
  readonly shuffle?: boolean;
  /** Decides all orders and what transforms draw, whatever `manualSeed` was called with. Default 0. */
  readonly seed?: number;
  /** Leave out a last batch of fewer than `batchSize` examples. Default false. */
  readonly dropLast?: boolean;
  /** Changes every batch: `randomCrop`, `mixup`, ... or one's own; several with `compose`. */
  readonly transform?: Transform;
  /**
   * How many batches `for await` begins before they are asked for. It pays for a dataset that reads
   * from somewhere, which it then does while the batch before trains. Default 0.
   */
  readonly prefetch?: number;
}

/** Where a loader is: the batch that comes next. Plain numbers, for a checkpoint. */
export interface LoaderState {
  /** From 0. */
  readonly epoch: number;
  /** Within the epoch, from 0. */
  readonly batch: number;
}

/** What decides which examples the batch at a place has, for a checkpoint to compare. */
export interface LoaderSettings {
  /** In the dataset. */
  readonly examples: number;
  /** Examples in a batch. */
  readonly batchSize: number;
  /** Whether every epoch has another order. */
  readonly shuffle: boolean;
  /** What decides the orders and what transforms draw. */
  readonly seed: number;
  /** Whether a last batch of fewer examples is left out. */
  readonly dropLast: boolean;
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
 * A batch depends on the dataset, the options, and its place { epoch, batch } alone. So `restore` of
 * what `state` gave, in a loader like this one, goes on with the very batch that would have come.
 *
 * RangeError for a batch size below 1, for a seed that is none, and where there would be no batch;
 * TypeError for an option that there is not.
 */
export class DataLoader implements Iterable<Batch>, AsyncIterable<Batch> {
  /** What its batches are made of. */
  readonly dataset: Dataset;
  /** Examples in a batch; the last one of an epoch may have fewer. */
  readonly batchSize: number;
  /** The number of batches in an epoch. */
  readonly length: number;
  /** What a checkpoint compares before a place is restored. */
  readonly settings: LoaderSettings;
  readonly #transform: Transform | null;
  readonly #prefetch: number;
  /** Where the next loop begins. */
  #start: LoaderState = { epoch: 0, batch: 0 };
  /** The first batch that no loop has handed out. */
  #state: LoaderState = this.#start;

  constructor(dataset: Dataset, options: DataLoaderOptions = {}) {
    checkOptions('DataLoader', options, [
      'batchSize',
      'shuffle',
      'seed',
      'dropLast',
      'transform',
      'prefetch',
    ]);
    const { batchSize = 1, shuffle = false, seed = 0, dropLast = false } = options;
    checkWhole(batchSize, 1, 'DataLoader: batchSize');
    checkWhole(options.prefetch ?? 0, 0, 'DataLoader: prefetch');
    const batches = dataset.length / batchSize;
    this.dataset = dataset;
    this.batchSize = batchSize;
    this.length = dropLast ? Math.floor(batches) : Math.ceil(batches);
    this.settings = { examples: dataset.length, batchSize, shuffle, seed, dropLast };
    this.#transform = options.transform ?? null;
    this.#prefetch = options.prefetch ?? 0;
    orderGenerator(seed, 0);
    if (this.length < 1) {
      throw new RangeError(
        `DataLoader: ${dataset.length} examples make no batch of ${batchSize}` +
          (dropLast ? ', and dropLast leaves out smaller ones' : ''),
      );
    }
  }

  /** The number of the epoch that the next loop runs, from 0. Assign it to go on where one was. */
  get epoch(): number {
    return this.#start.epoch;
  }
  set epoch(epoch: number) {
    this.restore({ epoch, batch: 0 });
  }

  /** The place after the batch handed out last, to `restore` later. */
  state(): LoaderState {
    return this.#state;
  }

  /** The next loop goes on from `state` to the end of its epoch. RangeError for one that is none. */
  restore({ epoch, batch }: LoaderState): void {
    checkWhole(epoch, 0, 'DataLoader: restore: epoch', epochLimit - 1);
    checkWhole(
      batch,
      0,
      `DataLoader: restore: batch, of ${this.length} an epoch,`,
      this.length - 1,
    );
    this.#start = { epoch, batch };
    this.#state = this.#start;
  }

  /** The batches of one epoch. TypeError for a dataset that makes them async. */
  *[Symbol.iterator](): Iterator<Batch> {
    const { epoch, batch, make } = this.#begin();
    for (let i = batch; i < this.length; i++) {
      const made = make(i);
      if (made instanceof Promise) {
        throw new TypeError('DataLoader: the dataset makes its batches async: loop with for await');
      }
      this.#state = this.#after(epoch, i);
      yield made;
    }
  }

  /** The batches of one epoch, with turns for timers, input and repaints in between. */
  async *[Symbol.asyncIterator](): AsyncIterator<Batch> {
    const { epoch, batch, make } = this.#begin();
    let turnStart = performance.now();
    let i = batch;
    for await (const made of prefetch(make, batch, this.length, this.#prefetch)) {
      this.#state = this.#after(epoch, i++);
      yield made;
      if (performance.now() - turnStart < turnMilliseconds) continue;
      await new Promise((resume) => setTimeout(resume));
      turnStart = performance.now();
    }
  }

  /** Begins a loop: its place, and what makes the batches of its epoch. */
  #begin() {
    const { epoch, batch } = this.#start;
    this.#start = { epoch: epoch + 1, batch: 0 };
    const order = this.#order(epoch);
    const make = (i: number): Batch | Promise<Batch> => {
      const start = i * this.batchSize;
      return this.#make(order.subarray(start, start + this.batchSize), epoch, i);
    };
    return { epoch, batch, make };
  }

  #make(indices: Int32Array, epoch: number, i: number): Batch | Promise<Batch> {
    const transform = this.#transform;
    if (transform === null) return this.dataset.batch(indices);
    const change = (batch: Batch) =>
      scope(() => transform(batch, batchGenerator(this.settings.seed, epoch, i)));
    const batch = this.dataset.batch(indices);
    return batch instanceof Promise ? batch.then(change) : change(batch);
  }

  #after(epoch: number, batch: number): LoaderState {
    return batch + 1 < this.length ? { epoch, batch: batch + 1 } : { epoch: epoch + 1, batch: 0 };
  }

  /** The examples in the order of an epoch. */
  #order(epoch: number): Int32Array {
    const { length } = this.dataset;
    const { shuffle, seed } = this.settings;
    if (shuffle) return permutation(length, orderGenerator(seed, epoch));
    return new Int32Array(length).map((_, i) => i);
  }
}
