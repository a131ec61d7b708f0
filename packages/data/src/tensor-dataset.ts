import { formatShape, isTensor, keep, scope, type Tensor, tensor } from '@plumbline/tensor';
import type { Batch, Dataset } from './dataset.ts';

/**
 * Examples in two tensors, x [N, ...] and y [N, ...], of any dtype; both are kept. Batches are
 * copies of their rows. RangeError if the first axes differ, TypeError for what is no tensor.
 */
export class TensorDataset implements Dataset {
  readonly length: number;
  readonly #x: Tensor;
  readonly #y: Tensor;

  constructor(x: Tensor, y: Tensor) {
    checkTensor('first', x);
    checkTensor('second', y);
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

/** In JavaScript anything may come. */
function checkTensor(which: string, value: unknown): void {
  if (isTensor(value)) return;
  const isArray = Array.isArray(value) || ArrayBuffer.isView(value);
  const got = isArray
    ? 'an array: make it one with tensor(values, { shape: [examples, ...] })'
    : String(value);
  throw new TypeError(`TensorDataset: the ${which} argument must be a tensor, got ${got}`);
}
