import { isFloat } from '@plumbline/kernels';
import type { Tensor } from './tensor.ts';

/** A float tensor as it is, another one as float32. */
export function asFloat(tensor: Tensor): Tensor {
  return isFloat(tensor.dtype) ? tensor : tensor.to('float32');
}
