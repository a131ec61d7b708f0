import {
  type Buffer,
  bytesPerElement,
  type DType,
  type TypedArray,
  type View,
} from '@plumbline/kernels';
import { engine } from './current-engine.ts';
import { constructTensorsWith } from './dispatch.ts';
import { formatTensor } from './format-tensor.ts';
import { LinearAlgebraMethods } from './methods/linear-algebra.ts';
import { type NestedArray, nestedArray } from './nested-array.ts';
import { formatShape } from './shape.ts';

/**
 * An n-dimensional array of one dtype. Its elements never change: every op makes a new tensor, and
 * only a `Parameter` (in `@plumbline/autograd`) can be assigned new ones.
 *
 * Here is what a tensor is; what can be computed with it stands in `methods/`, a class a kind of op,
 * each of which extends the one before.
 */
export class Tensor extends LinearAlgebraMethods implements View {
  /** True on every tensor, also one from another copy of this package. */
  declare readonly isPlumblineTensor: true;
  #buffer: Buffer;
  #released: string | null = null;
  readonly shape: readonly number[];
  #strides: readonly number[];
  #offset: number;
  #origin: string;

  /** Where a listener at the dispatch point (autograd's tape) notes how the tensor was made. */
  trace: object | null = null;
  /** How many places of a listener's record still read this tensor. */
  holds = 0;
  /** Its scope has ended, and only `holds` keep it. */
  orphaned = false;
  /** `backward` leaves it readable, as what a model returned; the end of a scope releases it. */
  outlivesBackward = false;
  /** `keep` was called: no scope and no `backward` releases it. */
  kept = false;

  constructor(view: View, origin: string) {
    super();
    this.#buffer = view.buffer;
    this.shape = view.shape;
    this.#strides = view.strides;
    this.#offset = view.offset;
    this.#origin = origin;
  }

  get buffer(): Buffer {
    return this.#buffer;
  }
  get strides(): readonly number[] {
    return this.#strides;
  }
  get offset(): number {
    return this.#offset;
  }
  /** What the elements are. */
  get dtype(): DType {
    return this.#buffer.dtype;
  }
  /** The op that made it. */
  get origin(): string {
    return this.#origin;
  }
  /** The number of axes. */
  get rank(): number {
    return this.shape.length;
  }
  /** The number of elements. */
  get size(): number {
    return this.shape.reduce((product, size) => product * size, 1);
  }
  /** The bytes of its elements, as if none were shared. */
  get nbytes(): number {
    return this.size * bytesPerElement[this.dtype];
  }
  /** Whether its memory was given back: reading it is an error. */
  get isReleased(): boolean {
    return this.#released !== null;
  }

  // Reading

  /** The elements, row-major, in an array of their own (bool as 0 and 1). */
  async data(): Promise<TypedArray> {
    this.checkReadable();
    return engine().read(this);
  }

  /** `data()` at once. Throws on an engine that can't read synchronously (a GPU in a browser). */
  dataSync(): TypedArray {
    this.checkReadable();
    return engine().readSync(this);
  }

  /** The only element of a tensor of size 1, as a number. Reads synchronously, as `dataSync`. */
  item(): number {
    if (this.size !== 1) {
      throw new RangeError(
        `item: the tensor has shape ${formatShape(this.shape)}, not one element`,
      );
    }
    return this.dataSync()[0]!;
  }

  /** As NumPy prints it. */
  override toString(): string {
    return formatTensor(this);
  }

  /** The elements as nested arrays, for JSON; of a scalar the number itself (bool: booleans). */
  toJSON(): NestedArray {
    return nestedArray(this.dataSync(), this.dtype, this.shape);
  }

  // Memory

  /** Throws if the tensor was released, with what to do about it. */
  checkReadable(): void {
    if (this.#released === null) return;
    throw new Error(
      `a tensor made by ${this.#origin}, shape ${formatShape(this.shape)}, was released by ` +
        `${this.#released}: keep(tensor) before that holds it`,
    );
  }

  /** Gives the memory back; `by` says who did, for the error that a later read throws. */
  release(by = 'release()'): void {
    if (this.#released !== null) return;
    this.#released = by;
    this.trace = null;
    engine().release(this.#buffer);
  }

  /** For subclasses that may change (parameters): shares `source`'s buffer from now on. */
  protected shareBufferOf(source: Tensor): void {
    engine().retain(source.#buffer);
    engine().release(this.#buffer);
    this.#buffer = source.#buffer;
    this.#strides = source.#strides;
    this.#offset = source.#offset;
  }
}

Object.defineProperty(Tensor.prototype, 'isPlumblineTensor', { value: true });
/** What Node's `console.log` prints; it must not throw, whatever became of the tensor. */
Object.defineProperty(Tensor.prototype, Symbol.for('nodejs.util.inspect.custom'), {
  value(this: Tensor) {
    if (!this.isReleased) return this.toString();
    return `tensor(released, shape ${formatShape(this.shape)}, ${this.dtype}, made by ${this.origin})`;
  },
});
constructTensorsWith((view, origin) => new Tensor(view, origin));
