import {
  type Buffer,
  contiguousStrides,
  type DType,
  type Engine,
  elementCount,
  typedArray,
  type View,
} from '@plumbline/kernels';
import type { PreparedKernel } from './kernel-case.ts';

/** The arrays of one case in an engine's memory; released together. */
export class Arrays {
  readonly #engine: Engine;
  readonly #buffers: Buffer[] = [];

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Contiguous, of values in [-1, 1]: a kernel must not meet infinities or denormal numbers. */
  array(shape: readonly number[], dtype: DType = 'float32'): View {
    const data = typedArray(dtype, elementCount(shape));
    for (let i = 0; i < data.length; i++) data[i] = Math.sin(i);
    const buffer = this.#engine.adopt(dtype, data, 'bench');
    this.#buffers.push(buffer);
    return { buffer, shape, strides: contiguousStrides(shape), offset: 0 };
  }

  /** The same elements with rows and columns exchanged, without a copy. */
  transposed(shape: readonly [rows: number, columns: number]): View {
    const [rows, columns] = shape;
    return { ...this.array([columns, rows]), shape, strides: [1, rows] };
  }

  release(): void {
    for (const buffer of this.#buffers.splice(0)) this.#engine.release(buffer);
  }
}

/** Prepares a case: `make` fills the arrays and returns the call. */
export function prepared(
  make: (arrays: Arrays, engine: Engine) => () => void,
): (engine: Engine) => PreparedKernel {
  return (engine) => {
    const arrays = new Arrays(engine);
    return { call: make(arrays, engine), release: () => arrays.release() };
  };
}
