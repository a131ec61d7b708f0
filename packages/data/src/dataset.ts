import type { Tensor } from '@plumbline/tensor';

/** Examples that a `DataLoader` can put together in any order. */
export interface Dataset {
  /** The number of examples. */
  readonly length: number;
  /** The examples at `indices` (whole, 0 to length - 1) in that order: inputs and targets, [n, ...]. */
  batch(indices: Int32Array): [Tensor, Tensor];
}
