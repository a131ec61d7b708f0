import type { Tensor } from '@plumbline/tensor';

/** What becomes of the losses of single elements: their mean, their sum, or 'none': as they are. */
export type Reduction = 'mean' | 'sum' | 'none';

/** Options of all losses. */
export interface LossOptions {
  /** Default 'mean'. */
  readonly reduction?: Reduction;
}

/** RangeError for the mean of no losses, which is no number. */
export function reduce(losses: Tensor, reduction: Reduction = 'mean'): Tensor {
  switch (reduction) {
    case 'mean':
      if (losses.size === 0) throw new RangeError('a loss: the mean of an empty batch');
      return losses.mean();
    case 'sum':
      return losses.sum();
    case 'none':
      return losses;
    default:
      throw new RangeError(`reduction: expected 'mean', 'sum' or 'none', got '${reduction}'`);
  }
}
