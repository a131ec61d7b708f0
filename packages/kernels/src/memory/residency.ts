import { bytesPerElement, type DType, type TypedArray, typedArray } from '../dtype.ts';
import type { Buffer, EngineMemory } from '../engine.ts';
import type { IndexRange } from '../index-range.ts';
import { Arena, OutOfMemoryError } from './arena.ts';
import { type KernelsAtWork, nobodyAtWork } from './kernels-at-work.ts';

/** A kernel that has been put off, and fills a block when something needs it. */
export interface Pending {
  /** Runs it now. */
  settle(): void;
  /** Nobody needs it any more. */
  drop(): void;
}

/**
 * A buffer whose elements are in the arena (`address` is not 0), in `host`, or in both; or nowhere
 * yet, if they are `pending` or nothing has filled it. Its content never changes once the kernel
 * that fills it has run, so that a copy can't go stale.
 */
export class Block implements Buffer {
  readonly home: Residency;
  readonly dtype: DType;
  readonly length: number;
  readonly origin: string;
  readonly bytes: number;
  references = 1;
  address = 0;
  host: TypedArray | null = null;
  pending: Pending | null = null;
  /** What its whole numbers lie in, once somebody has looked at them all. */
  range: IndexRange | null = null;
  lastUsed = 0;
  older: Block | null = null;
  newer: Block | null = null;

  constructor(home: Residency, dtype: DType, length: number, origin: string) {
    this.home = home;
    this.dtype = dtype;
    this.length = length;
    this.origin = origin;
    this.bytes = length * bytesPerElement[dtype];
  }
}

/** A block unused for more steps than this moves to the JavaScript heap. */
const idleSteps = 4;
const defaultSoftLimit = 512 * 2 ** 20;
/**
 * The same limit for small blocks, which cost more in objects than in bytes: at this number and the
 * default soft limit the average block has 8 KiB. It stays as it is where blocks come back, since
 * moving ones so small takes no longer than a kernel call.
 */
const mostBlocks = 2 ** 16;

/**
 * Keeps in the arena what is in use, and moves what is not to the JavaScript heap, where the
 * garbage collector returns it if nobody holds it. That is how a loop without any release call runs
 * in flat memory, also where no finalizer would ever run (a loop that never awaits), and why no
 * tensor that somebody still holds is ever lost.
 *
 * A step ends where the training loop says so (`endStep`), or, in a loop that never says so, after
 * an eighth of the soft limit was allocated while the arena is above that limit; the number of
 * blocks is limited in the same way. A block that was moved out in vain (something used it again)
 * doubles the soft limit.
 */
export class Residency {
  readonly arena: Arena;
  readonly #kernels: KernelsAtWork;
  /** The step in which they were waited for last. */
  #caughtUpIn = 0;
  #oldest: Block | null = null;
  #newest: Block | null = null;
  #step = 0;
  #softLimit: number;
  #allocatedInStep = 0;
  #blocksInStep = 0;
  #residentBytes = 0;
  #residentBlocks = 0;

  constructor(options: { arena?: Arena; softLimit?: number; kernels?: KernelsAtWork } = {}) {
    this.arena = options.arena ?? new Arena();
    this.#kernels = options.kernels ?? nobodyAtWork(this.arena.memory);
    this.#softLimit = options.softLimit ?? defaultSoftLimit;
  }

  /** A block that takes memory when it is first used. */
  allocate(dtype: DType, length: number, origin: string): Block {
    return new Block(this, dtype, length, origin);
  }

  adopt(dtype: DType, data: TypedArray, origin: string): Block {
    const block = new Block(this, dtype, data.length, origin);
    block.host = data;
    return block;
  }

  /** One more reference, from something that will read the block. */
  hold(block: Block): void {
    checkAlive(block);
    block.references++;
  }

  release(block: Block): void {
    if (--block.references > 0) return;
    if (block.address !== 0) this.#leaveArena(block);
    block.host = null;
    block.pending?.drop();
  }

  /** Makes sure that a block is in the arena, and that it stays there for this step. */
  use(block: Block): void {
    checkAlive(block);
    if (block.address === 0) this.#moveIn(block);
    else if (block.lastUsed !== this.#step) {
      this.#unlink(block);
      this.#linkNewest(block);
    }
  }

  /** Waits for kernels that may still be at work: before anybody but them touches the arena. */
  catchUp(): void {
    this.#kernels.catchUp();
    this.#caughtUpIn = this.#step;
  }

  /** Gives the place of a block that is read for the last time to one of the same size. */
  handOver(from: Block, to: Block): void {
    to.address = from.address;
    this.#unlink(from);
    from.address = 0;
    this.#linkNewest(to);
  }

  /** How many steps have ended. */
  get step(): number {
    return this.#step;
  }

  endStep(): void {
    this.#step++;
    this.#allocatedInStep = 0;
    this.#blocksInStep = 0;
    for (let block = this.#oldest; block !== null; block = this.#oldest) {
      if (block.lastUsed >= this.#step - idleSteps) break;
      this.#moveOut(block);
    }
  }

  memory(): EngineMemory {
    const byOrigin: Record<string, { buffers: number; bytes: number }> = {};
    let buffers = 0;
    for (let block = this.#oldest; block !== null; block = block.newer) {
      buffers++;
      const { buffers: count, bytes } = byOrigin[block.origin] ?? { buffers: 0, bytes: 0 };
      byOrigin[block.origin] = { buffers: count + 1, bytes: bytes + block.bytes };
    }
    return { buffers, bytes: this.#residentBytes, reserved: this.arena.reserved, byOrigin };
  }

  #moveIn(block: Block): void {
    if (this.#residentBytes + block.bytes > this.#softLimit) this.#relieve(block);
    if (this.#residentBlocks >= mostBlocks && this.#blocksInStep > mostBlocks / 8) this.endStep();
    try {
      block.address = this.arena.allocate(block.bytes);
    } catch (error) {
      throw error instanceof OutOfMemoryError ? this.#explain(error, block) : error;
    }
    this.#residentBytes += block.bytes;
    this.#allocatedInStep += block.bytes;
    this.#residentBlocks++;
    this.#blocksInStep++;
    this.#linkNewest(block);
    const { host: data, address } = block;
    if (data === null) return;
    try {
      this.#kernels.write({ data, address, isAwaited: () => block.address === address });
    } catch (error) {
      // It waited for a kernel that failed, say.
      this.#leaveArena(block);
      throw error;
    }
  }

  #relieve(block: Block): void {
    const movedOutInVain = block.host !== null && block.lastUsed > 0;
    if (movedOutInVain) this.#softLimit *= 2;
    else if (this.#allocatedInStep > this.#softLimit / 8) this.endStep();
  }

  #moveOut(block: Block): void {
    const { dtype, length, address } = block;
    // What was filled before the last wait stays as it is.
    if (block.lastUsed >= this.#caughtUpIn) this.catchUp();
    block.host ??= typedArray(dtype, length);
    block.host.set(typedArray(dtype, length, this.arena.memory.buffer, address));
    this.#leaveArena(block);
  }

  #leaveArena(block: Block): void {
    this.#unlink(block);
    this.arena.free(block.address, block.bytes);
    this.#residentBytes -= block.bytes;
    this.#residentBlocks--;
    block.address = 0;
  }

  #linkNewest(block: Block): void {
    block.lastUsed = this.#step;
    block.older = this.#newest;
    block.newer = null;
    if (this.#newest === null) this.#oldest = block;
    else this.#newest.newer = block;
    this.#newest = block;
  }

  #unlink(block: Block): void {
    if (block.older === null) this.#oldest = block.newer;
    else block.older.newer = block.newer;
    if (block.newer === null) this.#newest = block.older;
    else block.newer.older = block.older;
    block.older = null;
    block.newer = null;
  }

  #explain(error: OutOfMemoryError, block: Block): OutOfMemoryError {
    const { buffers, bytes, byOrigin } = this.memory();
    const largest = Object.entries(byOrigin)
      .sort(([, a], [, b]) => b.bytes - a.bytes)
      .slice(0, 3)
      .map(([origin, entry]) => `${origin} ${entry.bytes}`)
      .join(', ');
    return new OutOfMemoryError(
      `${block.origin}: ${error.message}; ${bytes} bytes in ${buffers} buffers are alive ` +
        `(largest: ${largest}). Use smaller batches, or scope() around what need not stay.`,
    );
  }
}

function checkAlive({ references, origin }: Block): void {
  if (references <= 0) throw new Error(`a released buffer was used (made by ${origin})`);
}
