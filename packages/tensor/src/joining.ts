import { dispatch } from './dispatch.ts';
import { ops } from './ops/index.ts';
import { scope } from './scope.ts';
import { normalizeAxis } from './shape.ts';
import type { Tensor } from './tensor.ts';

function firstOf(tensors: readonly Tensor[], op: string): Tensor {
  const [first] = tensors;
  if (first === undefined) throw new RangeError(`${op}: needs at least one tensor`);
  return first;
}

/** One tensor after another along `axis`; the other axes and the dtypes must agree. */
export function concat(tensors: readonly Tensor[], axis = 0): Tensor {
  const { rank } = firstOf(tensors, 'concat');
  return dispatch(ops.concat, tensors, { axis: normalizeAxis(axis, rank, 'concat') });
}

/** Tensors of one shape side by side along a new axis. */
export function stack(tensors: readonly Tensor[], axis = 0): Tensor {
  const { rank } = firstOf(tensors, 'stack');
  const at = normalizeAxis(axis, rank + 1, 'stack');
  return scope(() =>
    concat(
      tensors.map((tensor) => tensor.unsqueeze(at)),
      at,
    ),
  );
}
