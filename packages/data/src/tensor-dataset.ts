import { formatShape, keep, scope, type Tensor, tensor } from '@plumbline/tensor';
import type { Batch, Dataset } from './dataset.ts';

/**
 * Examples in two tensors, x [N, ...] and y [N, ...], of any dtype; both are kept. Batches are
 * copies of their rows. RangeError if the first axes differ.
 */
export class TensorDataset implements Dataset {
  readonly length: number;
  readonly #x: Tensor;
  readonly #y: Tensor;

  constructor(x: Tensor, y: Tensor) {
    const [length] = x.shape;
    if (length === undefined || length !== y.shape[0]) {
      throw new RangeError(
        `TensorDataset: inputs of shape ${formatShape(x.shape)} and targets of shape ` +
          `${formatShape(y.shape)} need a first axis of the same size`,
      );
    }
    this.length = length;
    this.#x = keep(x);
    this.#y = keep(y);
  }

  batch(indices: Int32Array): Batch {
    return scope((): Batch => {
      const rows = tensor(indices);
      return [this.#x.indexSelect(0, rows), this.#y.indexSelect(0, rows)];
    });
  }
}
