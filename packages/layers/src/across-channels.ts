import type { Tensor } from '@plumbline/tensor';

/** Values [C] (or [1]) in the shape in which they meet the channels of `input` [N, C, ...]. */
export function acrossChannels(values: Tensor, input: Tensor): Tensor {
  return values.reshape([-1, ...input.shape.slice(2).map(() => 1)]);
}
