/*
 * The kernel calls that one thread is told to make: a ring of float64 in the engine's shared memory,
 * with a few int32 words beside it. A record is a kernel's number, the count of its parameters, and
 * the parameters. Positions count numbers written since the start, and wrap at 2^32.
 */

/** The words beside the ring. What this thread writes and what the other one does are cache lines apart. */
export const words = {
  /** How far the records go. */
  written: 0,
  /** 1 while the thread sleeps on `written`, and while the caller sleeps on `done`. */
  threadSleeps: 1,
  callerSleeps: 2,
  /** How far they have been carried out. */
  done: 16,
  /** 1 once the thread takes calls. */
  ready: 17,
  /** The number of calls that threw, and the kernel of the last one. */
  failed: 18,
  failedKernel: 19,
  /** The number of parts that are behind it. */
  passed: 20,
} as const;

/** Records that are no call. */
export const records = {
  /** The ring goes on at its start. */
  wrap: -1,
  /** Compile a kernel: its number, and the address and bytes of its module. */
  compile: -2,
  /**
   * A part begins; the parameter is the number of its claim. Whoever writes to the claim first has
   * the part: the thread when it gets there, or the caller that has nothing else to do by then. The
   * thread passes over what it couldn't claim.
   */
  begin: -3,
  end: -4,
} as const;

/** Who has claimed a part. */
export const claims = { nobody: 0, thread: 1, caller: 2 } as const;

const wordBytes = 128;
/** Parts that a thread may be behind by. */
const claimCount = 64;
const claimBytes = claimCount * 4;
const capacity = 2 ** 14;

/** Where a queue is, as a thread is told when it starts. */
export interface QueuePlace {
  readonly memory: WebAssembly.Memory;
  readonly wordsAddress: number;
  readonly claimsAddress: number;
  readonly ringAddress: number;
  readonly capacity: number;
}

/** What a queue takes of the memory. */
export const queueBytes = wordBytes + claimBytes + capacity * 8;

/** The caller's end of a queue. */
export class CallQueue {
  readonly place: QueuePlace;
  readonly #words: Int32Array;
  readonly #ring: Float64Array;
  #position = 0;
  #parts = 0;
  readonly #claims: Int32Array;
  /** Positions up to here are known to be done. */
  #doneSeen = 0;

  constructor(memory: WebAssembly.Memory, address: number) {
    const claimsAddress = address + wordBytes;
    const ringAddress = claimsAddress + claimBytes;
    this.place = { memory, wordsAddress: address, claimsAddress, ringAddress, capacity };
    this.#words = new Int32Array(memory.buffer, address, wordBytes / 4);
    this.#words.fill(0);
    this.#ring = new Float64Array(memory.buffer, ringAddress, capacity);
    this.#claims = new Int32Array(memory.buffer, claimsAddress, claimCount);
  }

  get isReady(): boolean {
    return Atomics.load(this.#words, words.ready) === 1;
  }

  /** How many calls threw since this was asked last, and the number of a kernel that did. */
  takeFailures(): { readonly count: number; readonly kernel: number } {
    const kernel = Atomics.load(this.#words, words.failedKernel);
    return { count: Atomics.exchange(this.#words, words.failed, 0), kernel };
  }

  /** Writes one record, for which there is room; the thread sees it when it is published. */
  write(kind: number, parameters: readonly number[]): void {
    const length = parameters.length + 2;
    const start = this.#position & (capacity - 1);
    const beforeEnd = capacity - start;
    // A record that would cross the end leaves the rest of the ring empty.
    const skipped = beforeEnd < length ? beforeEnd : 0;
    if (skipped > 0) this.#ring[start] = records.wrap;
    const at = skipped > 0 ? 0 : start;
    this.#ring[at] = kind;
    this.#ring[at + 1] = parameters.length;
    for (let i = 0; i < parameters.length; i++) this.#ring[at + 2 + i] = parameters[i]!;
    this.#position = (this.#position + skipped + length) | 0;
  }

  /** Shows the thread all that was written. */
  publish(): void {
    Atomics.store(this.#words, words.written, this.#position);
    if (Atomics.load(this.#words, words.threadSleeps) === 1) {
      Atomics.notify(this.#words, words.written);
    }
  }

  /** Whether the thread is so far behind that no more parts can be told apart. */
  get isBehind(): boolean {
    return ((this.#parts - Atomics.load(this.#words, words.passed)) | 0) >= claimCount;
  }

  /** The number of the claim of a next part, unless the thread `isBehind`. */
  nextClaim(): number {
    const claim = this.#parts & (claimCount - 1);
    this.#parts = (this.#parts + 1) | 0;
    Atomics.store(this.#claims, claim, claims.nobody);
    return claim;
  }

  /** Claims a part that was begun and not waited for since, unless the thread has done so. */
  claim(claim: number): boolean {
    const { nobody, caller } = claims;
    return Atomics.compareExchange(this.#claims, claim, nobody, caller) === nobody;
  }

  /** Where the next record begins. */
  get position(): number {
    return this.#position;
  }

  /** Whether all before a position is done. */
  isPast(position: number): boolean {
    return ((this.done - position) | 0) >= 0;
  }

  /** Whether a record with so many parameters, and the begin or end of a part, can be written now. */
  hasRoomFor(parameters: number): boolean {
    // A record that doesn't fit before the ring's end is written at its start.
    const needed = 2 * (parameters + 2) + 3;
    if (this.#free < needed) this.#doneSeen = this.done;
    return this.#free >= needed;
  }

  get #free(): number {
    return capacity - ((this.#position - this.#doneSeen) | 0);
  }

  get done(): number {
    return Atomics.load(this.#words, words.done);
  }

  /** Sleeps until a part or all of it is done, or for at most this long, unless `isDone` by now. */
  sleep(isDone: () => boolean, milliseconds: number): void {
    Atomics.store(this.#words, words.callerSleeps, 1);
    const { done } = this;
    if (!isDone()) Atomics.wait(this.#words, words.done, done, milliseconds);
    Atomics.store(this.#words, words.callerSleeps, 0);
  }
}
