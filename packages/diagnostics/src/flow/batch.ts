import { type DType, engine, Tensor } from '@plumbline/tensor';

/**
 * Copies of up to `capacity` tensors of one shape, one after the other: so they are measured by a few
 * ops in all instead of a few each, and none is held.
 */
export class Batch {
  /** Where the sums of each go. */
  readonly places: number[] = [];
  readonly #capacity: number;
  readonly #size: number;
  /** [capacity, ...shape], undefined beyond those that were added; one an input of the measure. */
  readonly #stacks: readonly Tensor[];

  constructor(inputs: readonly Tensor[], capacity: number) {
    const { shape, size, dtype } = inputs[0]!;
    this.#capacity = capacity;
    this.#size = size;
    this.#stacks = inputs.map(() => undefinedTensor([capacity, ...shape], dtype));
  }

  get isFull(): boolean {
    return this.places.length === this.#capacity;
  }

  /** Copies: nothing that is recorded or deferred has the tensors afterwards. */
  add(place: number, inputs: readonly Tensor[]): void {
    const offset = this.places.length * this.#size;
    for (let i = 0; i < inputs.length; i++) {
      const { shape, strides, buffer } = this.#stacks[i]!;
      engine().copy(inputs[i]!, {
        buffer,
        shape: shape.slice(1),
        strides: strides.slice(1),
        offset,
      });
    }
    this.places.push(place);
  }

  /** [count, ...shape] of all that were added. */
  stacks(): Tensor[] {
    const { length } = this.places;
    return this.#stacks.map((stack) => (this.isFull ? stack : stack.slice([0, length])));
  }

  release(): void {
    for (const stack of this.#stacks) stack.release('the watch');
  }
}

function undefinedTensor(shape: readonly number[], dtype: DType): Tensor {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 1; axis > 0; axis--)
    strides[axis - 1] = strides[axis]! * shape[axis]!;
  const size = strides[0]! * shape[0]!;
  const view = { buffer: engine().allocate(dtype, size, 'watch'), shape, strides, offset: 0 };
  return new Tensor(view, 'watch');
}
