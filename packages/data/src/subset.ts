import { checkOptions, Generator, permutation } from '@plumbline/tensor';
import type { Batch, Dataset } from './dataset.ts';

/** The examples of another dataset that `indices` names, in that order. RangeError for one it hasn't. */
export class Subset implements Dataset {
  /** The dataset that the examples are of. */
  readonly dataset: Dataset;
  /** Its examples that are in here, by position. */
  readonly indices: Int32Array;

  constructor(dataset: Dataset, indices: Int32Array) {
    const none = indices.find((index) => index < 0 || index >= dataset.length);
    if (none !== undefined) {
      throw new RangeError(`Subset: example ${none} of a dataset of ${dataset.length}`);
    }
    this.dataset = dataset;
    this.indices = indices;
  }

  get length(): number {
    return this.indices.length;
  }

  batch(indices: Int32Array): Batch | Promise<Batch> {
    return this.dataset.batch(indices.map((index) => this.indices[index]!));
  }
}

/** Options of `split`. */
export interface SplitOptions {
  /** The share of the examples that goes to `test`, between 0 and 1. */
  readonly test: number;
  /** Decides which. Default 0. */
  readonly seed?: number;
}

/**
 * The examples of a dataset in random order as two: `round(test * length)` of them to test with, and
 * the others to train. RangeError where one of the two would be empty.
 */
export function split(
  dataset: Dataset,
  options: SplitOptions,
): { readonly train: Subset; readonly test: Subset } {
  checkOptions('split', options, ['test', 'seed']);
  const { test, seed = 0 } = options;
  const { length } = dataset;
  const count = Math.round(test * length);
  if (!(test > 0 && test < 1 && count > 0 && count < length)) {
    throw new RangeError(
      `split: a share of ${test} of ${length} examples to test leaves none on one side; ` +
        'a share is between 0 and 1',
    );
  }
  const order = permutation(length, new Generator(seed));
  return {
    train: new Subset(dataset, order.slice(count)),
    test: new Subset(dataset, order.slice(0, count)),
  };
}
