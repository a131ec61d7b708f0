import { dispatch, type Operand } from './dispatch.ts';
import { ops } from './ops/index.ts';
import { none } from './ops/op.ts';
import type { Tensor } from './tensor.ts';

/** `x` where `condition` (bool) holds, else `y`; all three broadcast. */
export function where(condition: Tensor, x: Operand, y: Operand): Tensor {
  return dispatch(ops.where, [condition, x, y], none);
}
