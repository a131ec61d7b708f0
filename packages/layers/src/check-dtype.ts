import type { Tensor } from '@plumbline/tensor';

/**
 * TypeError unless `input` has the dtype of a layer's `weight`: images of int32 would be promoted
 * in silence, and float64 moves all that follows onto the slow kernels.
 */
export function checkDtype(input: Tensor, { dtype }: Tensor, layer: string): void {
  if (input.dtype === dtype) return;
  throw new TypeError(
    `${layer}: an input of ${input.dtype}, the weights are ${dtype}; use .to('${dtype}')`,
  );
}
