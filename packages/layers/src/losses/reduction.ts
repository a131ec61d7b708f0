import type { Tensor } from '@plumbline/tensor';

/** What becomes of the losses of single elements: their mean, their sum, or 'none': as they are. */
export type Reduction = 'mean' | 'sum' | 'none';

export interface LossOptions {
  /** Default 'mean'. */
  readonly reduction?: Reduction;
}

export function reduce(losses: Tensor, reduction: Reduction): Tensor {
  switch (reduction) {
    case 'mean':
      return losses.mean();
    case 'sum':
      return losses.sum();
    case 'none':
      return losses;
    default:
      throw new RangeError(`reduction: expected 'mean', 'sum' or 'none', got '${reduction}'`);
  }
}
