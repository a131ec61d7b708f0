import type { KernelSource } from '../wasm/assembler/kernel-redirect.ts';
import { type CallQueue, records } from './call-queue.ts';
import type { Thread } from './start-thread.ts';

/** What others wait for is about to end: sleeping would take longer. */
const awakeMilliseconds = 0.2;
const sleepMilliseconds = 5;

/** A part of the memory. */
export interface Space {
  readonly address: number;
  readonly bytes: number;
}

/** How long a thread may do nothing while it is waited for, and what is done then. */
export interface Patience {
  readonly milliseconds: number;
  readonly giveUp: () => never;
}

/** A thread of a team, and what it has been told. */
export class Member {
  readonly queue: CallQueue;
  readonly thread: Thread;
  readonly #patience: Patience;
  /** Kernels that it has compiled, by their numbers. */
  readonly #known = new Map<number, KernelSource>();

  constructor(queue: CallQueue, thread: Thread, patience: Patience) {
    this.queue = queue;
    this.thread = thread;
    this.#patience = patience;
  }

  /** Whether it can be told of a part now. */
  get isReady(): boolean {
    return this.queue.isReady && !this.queue.isBehind;
  }

  knows({ number }: KernelSource): boolean {
    return this.#known.has(number);
  }

  /** Has it compile a kernel. */
  teach(source: KernelSource, { address, bytes }: Space): void {
    this.#known.set(source.number, source);
    this.write(records.compile, [source.number, address, bytes]);
  }

  /** Writes a record into its queue, once there is room. */
  write(kind: number, parameters: readonly number[]): void {
    if (!this.queue.hasRoomFor(parameters.length)) {
      this.waitUntil(() => this.queue.hasRoomFor(parameters.length));
    }
    this.queue.write(kind, parameters);
    this.queue.publish();
  }

  waitUntil(isDone: () => boolean): void {
    const sleepsAt = performance.now() + awakeMilliseconds;
    do if (isDone()) return;
    while (performance.now() < sleepsAt);
    let { done } = this.queue;
    let givesUpAt = performance.now() + this.#patience.milliseconds;
    while (!isDone()) {
      if (canSleep) this.queue.sleep(isDone, sleepMilliseconds);
      if (this.queue.done !== done) {
        done = this.queue.done;
        givesUpAt = performance.now() + this.#patience.milliseconds;
      } else if (performance.now() > givesUpAt) this.#patience.giveUp();
    }
  }

  /** What to say of calls that failed since this was asked last, or null. */
  takeFailure(): string | null {
    const { count, kernel } = this.queue.takeFailures();
    if (count === 0) return null;
    const calls = count === 1 ? '1 kernel call' : `${count} kernel calls`;
    return `${calls} failed on another thread (${this.#known.get(kernel)?.name ?? 'unknown'})`;
  }
}

/** Whether this thread may block: the main thread of a page may not, and spins. */
const canSleep = ((): boolean => {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 0);
    return true;
  } catch {
    return false;
  }
})();
