import { elementCount, isContiguous } from './array-view.ts';
import type { DType, TypedArray } from './dtype.ts';
import type { Kernels } from './kernels.ts';

/**
 * A block of elements owned by an engine. Opaque above `kernels`: where its bytes are (WebAssembly
 * memory, the JavaScript heap, later a GPU) is the engine's business and changes over time.
 */
export interface Buffer {
  /** What the elements are. */
  readonly dtype: DType;
  /** How many elements it has. */
  readonly length: number;
  /** What made it (an op's name, 'tensor', 'zeros', ...): for `memory()` and for error messages. */
  readonly origin: string;
}

/** A strided window on a buffer; `offset` and `strides` count elements. A `Tensor` is one. */
export interface View {
  /** Where the elements are; other views may share it. */
  readonly buffer: Buffer;
  /** The size of each axis. */
  readonly shape: readonly number[];
  /** How far apart neighbours along each axis are, in elements; 0 where they repeat. */
  readonly strides: readonly number[];
  /** Where in the buffer the first element is, in elements. */
  readonly offset: number;
}

/** Whether a view is all of its buffer, in order. */
export function isWhole(view: View): boolean {
  return view.offset === 0 && elementCount(view.shape) === view.buffer.length && isContiguous(view);
}

/** What is alive in an engine's memory. */
export interface EngineMemory {
  /** Buffers resident in the engine's memory. */
  readonly buffers: number;
  /** Their bytes, without padding. */
  readonly bytes: number;
  /** Bytes the engine holds from the system, free or in use. */
  readonly reserved: number;
  /** The same by what made them. */
  readonly byOrigin: Readonly<Record<string, { readonly buffers: number; readonly bytes: number }>>;
}

/** Which kernels compute: WebAssembly, or their specification in TypeScript. */
export type EngineName = 'wasm' | 'reference';

/**
 * The one interface between `tensor` and whatever computes. Calls are in program order; an engine
 * may defer or fuse them as long as `read` and `readSync` see what program order promises.
 */
export interface Engine extends Kernels<View> {
  /** Which kernels it computes with. */
  readonly name: EngineName;

  /** A new buffer of undefined content with one reference; it takes memory when it is filled. */
  allocate(dtype: DType, length: number, origin: string): Buffer;
  /** A new buffer with one reference that takes over `data` (don't change it afterwards). */
  adopt(dtype: DType, data: TypedArray, origin: string): Buffer;
  /** One more reference to `buffer` (a view was made). */
  retain(buffer: Buffer): void;
  /** One reference less; at none its memory returns to the pool, and reading it is an error. */
  release(buffer: Buffer): void;

  /**
   * Computes what was deferred of these views, in as few passes as it can: for results that are all
   * going to be read, as an optimizer's. Those that others are made of come first.
   */
  settle(views: readonly View[]): void;

  /** A contiguous copy of a view's elements. Throws on an engine that can't read synchronously. */
  readSync(view: View): TypedArray;
  /** A contiguous copy of a view's elements, on any engine. */
  read(view: View): Promise<TypedArray>;

  /**
   * Marks the end of a training step. Buffers that nothing has used for several steps may move out
   * of the engine's memory; they stay readable and come back when they are used.
   */
  endStep(): void;
  /** What is alive, once everything that was deferred and can still be read is computed. */
  memory(): EngineMemory;
}
