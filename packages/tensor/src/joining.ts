import { dispatch } from './dispatch.ts';
import { ops } from './ops/index.ts';
import { promote } from './promotion.ts';
import { scope } from './scope.ts';
import { describe, normalizeAxis } from './shape.ts';
import type { Tensor } from './tensor.ts';

function firstOf(tensors: readonly Tensor[], op: string): Tensor {
  if (!Array.isArray(tensors)) {
    throw new TypeError(
      `${op}: the tensors are one array, as in ${op}([a, b]), got ${describe(tensors)}`,
    );
  }
  for (const [i, tensor] of tensors.entries()) {
    if (tensor?.isPlumblineTensor) continue;
    throw new TypeError(`${op}: element ${i} must be a tensor, got ${describe(tensor)}`);
  }
  const [first] = tensors;
  if (first === undefined) throw new RangeError(`${op}: needs at least one tensor`);
  return first;
}

/**
 * One tensor after another along `axis`; the other axes must agree. Of several dtypes it is the
 * largest (bool < int32 < float32 < float64).
 */
export function concat(tensors: readonly Tensor[], axis = 0): Tensor {
  const { rank } = firstOf(tensors, 'concat');
  const attributes = { axis: normalizeAxis(axis, rank, 'concat') };
  const dtype = promote(tensors);
  if (tensors.every((tensor) => tensor.dtype === dtype)) {
    return dispatch(ops.concat, tensors, attributes);
  }
  return scope(() => {
    const alike = tensors.map((tensor) => tensor.to(dtype));
    return dispatch(ops.concat, alike, attributes);
  });
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
