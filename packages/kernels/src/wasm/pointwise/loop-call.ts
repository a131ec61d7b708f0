import type { Kernel } from '../assembler/module-builder.ts';

/**
 * A kernel parameter that is the address of an input, or of an output beside the first: for the
 * first element, and bytes along each axis.
 */
export interface Pointer {
  readonly parameter: number;
  readonly address: number;
  readonly strides: readonly number[];
}

/** Calls of a generated loop for any range of elements, counted in row-major order. */
export class LoopCall {
  readonly #kernel: Kernel;
  readonly #shape: readonly number[];
  readonly #parameters: number[];
  readonly #pointers: readonly Pointer[];

  constructor(
    kernel: Kernel,
    shape: readonly number[],
    parameters: number[],
    pointers: readonly Pointer[],
  ) {
    this.#kernel = kernel;
    this.#shape = shape;
    this.#parameters = parameters;
    this.#pointers = pointers;
  }

  /** Computes the elements from `start` to before `end`, written side by side from `output` on. */
  run(start: number, end: number, output: number, bytesPerElement: number): void {
    const axes = this.#shape.length;
    const columns = this.#shape[axes - 1]!;
    const rows = axes > 1 ? this.#shape[axes - 2]! : 1;
    for (let position = start; position < end; ) {
      const column = position % columns;
      const left = end - position;
      const isPartOfRow = column !== 0 || left < columns;
      const rowCount = isPartOfRow
        ? 1
        : Math.min(rows - (Math.floor(position / columns) % rows), Math.floor(left / columns));
      const columnCount = isPartOfRow ? Math.min(columns - column, left) : columns;
      this.#call(position, rowCount, columnCount, output + (position - start) * bytesPerElement);
      position += rowCount * columnCount;
    }
  }

  #call(position: number, rows: number, columns: number, output: number): void {
    const parameters = this.#parameters;
    parameters[0] = rows;
    parameters[1] = columns;
    parameters[2] = output;
    for (const { parameter, address, strides } of this.#pointers) {
      parameters[parameter] =
        position === 0 ? address : address + this.#distance(position, strides);
    }
    this.#kernel(...parameters);
  }

  #distance(position: number, strides: readonly number[]): number {
    let distance = 0;
    let rest = position;
    for (let axis = strides.length - 1; axis > 0; axis--) {
      const size = this.#shape[axis]!;
      distance += (rest % size) * strides[axis]!;
      rest = Math.floor(rest / size);
    }
    return distance + rest * strides[0]!;
  }
}
