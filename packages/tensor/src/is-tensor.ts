import type { Tensor } from './tensor.ts';

/** Whether a value is a tensor, also one from another copy of this package. */
export function isTensor(value: unknown): value is Tensor {
  return typeof value === 'object' && value !== null && 'isPlumblineTensor' in value;
}
