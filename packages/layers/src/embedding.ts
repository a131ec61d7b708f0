import { detach, Parameter } from '@plumbline/autograd';
import {
  arange,
  checkOptions,
  type RandomOptions,
  randn,
  scope,
  type Tensor,
} from '@plumbline/tensor';
import { checkSize } from './check-size.ts';
import { Module } from './module.ts';

/** Options of `Embedding`. */
export interface EmbeddingOptions extends RandomOptions {
  /**
   * An index whose row is zeros at first and gets no gradient; negative counts from the end. Default:
   * none.
   */
  readonly paddingIdx?: number | null;
}

/**
 * The row of `weight` [count, size] that each index names: int32 [...] -> [..., size]. The weight is
 * standard normal at first. float32 by default.
 */
export class Embedding extends Module {
  /** [count, size]. */
  readonly weight: Parameter;
  /** The row that gets no gradient, counted from 0; null if there is none. */
  readonly paddingIdx: number | null;

  /** RangeError for sizes that are not whole and positive, and a paddingIdx that names no row. */
  constructor(count: number, size: number, options: EmbeddingOptions = {}) {
    super();
    checkSize(count, 'Embedding: the number of rows');
    checkSize(size, 'Embedding: the size of a row');
    checkOptions('Embedding', options, ['paddingIdx', 'dtype', 'generator']);
    const { paddingIdx = null, ...random } = options;
    if (
      paddingIdx !== null &&
      !(Number.isInteger(paddingIdx) && paddingIdx >= -count && paddingIdx < count)
    ) {
      throw new RangeError(`Embedding(${count}, ${size}): paddingIdx ${paddingIdx} names no row`);
    }
    const padding = paddingIdx !== null && paddingIdx < 0 ? paddingIdx + count : paddingIdx;
    this.paddingIdx = padding;
    this.weight = scope(() => {
      const rows = randn([count, size], random);
      return new Parameter(
        padding === null ? rows : rows.where(arange(count).ne(padding).unsqueeze(1), 0),
      );
    });
  }

  /** TypeError for indices that are not int32, RangeError for one that names no row. */
  forward(indices: Tensor): Tensor {
    const { weight, paddingIdx } = this;
    const [count = 0, size = 0] = weight.shape;
    const layer = `Embedding(${count}, ${size})`;
    if (indices.dtype !== 'int32') {
      throw new TypeError(`${layer}: indices are int32, got ${indices.dtype}; use .to('int32')`);
    }
    return scope(() => {
      const rows = indices.flatten();
      const found = selected(weight, rows, layer);
      const embedded =
        paddingIdx === null ? found : found.where(rows.ne(paddingIdx).unsqueeze(1), detach(found));
      return embedded.reshape([...indices.shape, size]);
    });
  }
}

function selected(weight: Tensor, rows: Tensor, layer: string): Tensor {
  try {
    return weight.indexSelect(0, rows);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    const message = `${layer}: an index is none of ${weight.shape[0]} rows: ${cause.message}`;
    throw new RangeError(message, { cause });
  }
}
