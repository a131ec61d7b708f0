import type { ArrayView } from '../array-view.ts';
import type { DType, TypedArray } from '../dtype.ts';
import type { Buffer, View } from '../engine.ts';
import { Block, type Residency } from './residency.ts';

/** Views of an engine's buffers as kernels want them: in the arena, filled, and located there. */
export class Residents {
  readonly residency: Residency;
  #heaps: Record<DType, TypedArray>;

  constructor(residency: Residency) {
    this.residency = residency;
    this.#heaps = heapsOver(residency.arena.memory.buffer);
  }

  blockOf(buffer: Buffer): Block {
    if (buffer instanceof Block && buffer.home === this.residency) return buffer;
    throw new TypeError(
      `a tensor of another engine was used (made by ${buffer.origin}): choose the engine first, ` +
        'then make tensors',
    );
  }

  /**
   * Prepares all of a kernel's views before any is located. What is pending is computed first, since
   * that takes memory of its own; moving in may grow the memory.
   */
  use(...views: (View | number)[]): void {
    for (const view of views) {
      if (typeof view !== 'number') this.blockOf(view.buffer).pending?.settle();
    }
    this.moveIn(views);
  }

  /** The same where nothing is pending. */
  moveIn(views: readonly (View | number)[]): void {
    for (const view of views) {
      if (typeof view !== 'number') this.residency.use(this.blockOf(view.buffer));
    }
    const { buffer } = this.residency.arena.memory;
    if (this.#heaps.bool.buffer !== buffer) this.#heaps = heapsOver(buffer);
  }

  locate(view: View): ArrayView {
    const { dtype, address, range } = this.blockOf(view.buffer);
    const data = this.#heaps[dtype];
    const offset = view.offset + address / data.BYTES_PER_ELEMENT;
    return { dtype, data, offset, shape: view.shape, strides: view.strides, range };
  }

  /** A view for this thread to read. What was moved out of the arena is read where it is. */
  readable(view: View): ArrayView {
    const { dtype, address, host } = this.blockOf(view.buffer);
    if (address === 0 && host !== null) {
      return { dtype, data: host, offset: view.offset, shape: view.shape, strides: view.strides };
    }
    this.use(view);
    this.residency.catchUp();
    return this.locate(view);
  }
}

function heapsOver(memory: ArrayBufferLike): Record<DType, TypedArray> {
  return {
    float32: new Float32Array(memory),
    float64: new Float64Array(memory),
    int32: new Int32Array(memory),
    bool: new Uint8Array(memory),
  };
}
