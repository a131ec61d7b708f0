import { type DType, isFloat } from '@plumbline/kernels';
import type { Input } from './ops/op.ts';

const rank: Readonly<Record<DType, number>> = { bool: 0, int32: 1, float32: 2, float64: 3 };

/**
 * The dtype that inputs are brought to before they meet: the largest of bool < int32 < float32 <
 * float64. A number takes on the tensors' dtype; a fraction lifts int32 and bool to float32, a whole
 * number lifts bool to int32 (PyTorch's rule for Python numbers). Only inputs from `from` on count.
 */
export function promote(inputs: readonly Input[], from = 0): DType {
  let result: DType = 'bool';
  for (let i = from; i < inputs.length; i++) {
    const input = inputs[i]!;
    if (typeof input !== 'number') result = larger(result, input.buffer.dtype);
  }
  if (isFloat(result)) return result;
  for (let i = from; i < inputs.length; i++) {
    const input = inputs[i]!;
    if (typeof input === 'number')
      result = larger(result, Number.isInteger(input) ? 'int32' : 'float32');
  }
  return result;
}

export function larger(a: DType, b: DType): DType {
  return rank[a] >= rank[b] ? a : b;
}
