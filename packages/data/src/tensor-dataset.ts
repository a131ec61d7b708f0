import { formatShape, keep, scope, type Tensor, tensor } from '@plumbline/tensor';
import type { Dataset } from './dataset.ts';

/**
 * Examples in two tensors, inputs [n, ...] and targets [n, ...], of any dtypes. Both tensors are
 * kept; batches are copies of their rows. RangeError if the first axes differ.
 */
export class TensorDataset implements Dataset {
  readonly length: number;
  readonly #inputs: Tensor;
  readonly #targets: Tensor;

  constructor(inputs: Tensor, targets: Tensor) {
    const [length] = inputs.shape;
    if (length === undefined || length !== targets.shape[0]) {
      throw new RangeError(
        `TensorDataset: inputs of shape ${formatShape(inputs.shape)} and targets of shape ` +
          `${formatShape(targets.shape)} need a first axis of the same size`,
      );
    }
    this.length = length;
    this.#inputs = keep(inputs);
    this.#targets = keep(targets);
  }

  batch(indices: Int32Array): [Tensor, Tensor] {
    return [rowsAt(this.#inputs, indices), rowsAt(this.#targets, indices)];
  }
}

/** The rows of x [n, ...] at `indices`, [B, ...]. */
function rowsAt(x: Tensor, indices: Int32Array): Tensor {
  const row = x.shape.slice(1);
  return scope(() => {
    const column = tensor(indices, { shape: [indices.length, ...row.map(() => 1)] });
    return x.gather(0, column.expand([indices.length, ...row]));
  });
}
