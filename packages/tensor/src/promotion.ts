import { type DType, isFloat } from '@plumbline/kernels';
import type { Input } from './ops/op.ts';

const order: readonly DType[] = ['bool', 'int32', 'float32', 'float64'];

/**
 * The dtype that inputs are brought to before they meet: the largest of bool < int32 < float32 <
 * float64. A number takes on the tensors' dtype; a fraction lifts int32 and bool to float32, a whole
 * number lifts bool to int32 (PyTorch's rule for Python numbers).
 */
export function promote(inputs: readonly Input[]): DType {
  let result: DType = 'bool';
  for (const input of inputs) {
    if (typeof input !== 'number') result = larger(result, input.buffer.dtype);
  }
  for (const input of inputs) {
    if (typeof input !== 'number' || isFloat(result)) continue;
    result = larger(result, Number.isInteger(input) ? 'int32' : 'float32');
  }
  return result;
}

export function larger(a: DType, b: DType): DType {
  return order.indexOf(a) >= order.indexOf(b) ? a : b;
}
