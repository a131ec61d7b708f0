import type { Tensor } from '@plumbline/tensor';

/** Inputs and targets, [B, ...] each. */
export type Batch = [x: Tensor, y: Tensor];

/** Examples that can be had in any order. */
export interface Dataset {
  /** The number of examples. */
  readonly length: number;
  /**
   * The examples at `indices` (0 to length - 1, whole), in that order. A promise where they are read
   * from somewhere; such a dataset is looped over with `for await`.
   */
  batch(indices: Int32Array): Batch | Promise<Batch>;
}
