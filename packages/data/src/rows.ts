import { scope, type Tensor, tensor } from '@plumbline/tensor';

/** x[indices]: [N, ...] -> [B, ...], a copy. */
export function rows(x: Tensor, indices: Int32Array): Tensor {
  const rest = x.shape.slice(1);
  return scope(() => {
    const column = tensor(indices, { shape: [indices.length, ...rest.map(() => 1)] });
    return x.gather(0, column.expand([indices.length, ...rest]));
  });
}
