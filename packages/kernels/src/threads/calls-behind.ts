import type { KernelSource } from '../wasm/assembler/kernel-redirect.ts';
import { records } from './call-queue.ts';
import type { Member } from './member.ts';

/** A call that has not been made. */
export interface Call {
  readonly source: KernelSource;
  readonly parameters: readonly number[];
}

/** Calls that the thread claims together. */
interface Part {
  readonly claim: number;
  readonly calls: Call[];
  /** The position in the queue after it. */
  end: number;
}

/**
 * Each time the thread is shown calls, what both look at goes from cache to cache. (Measured: of a step
 * of 50 layers of 64 that is 5 %, and 9 % where calls are shown one by one.)
 */
const callsPerLook = 4;
/** A claim costs as much as some calls; what was claimed can't be taken back. */
const callsPerPart = 16;

/**
 * Kernel calls that one thread makes in their order while this one goes on. They are written in
 * parts, and those that the thread has not begun can be taken back.
 */
export class CallsBehind {
  readonly member: Member;
  readonly since = performance.now();
  readonly #parts: Part[] = [];
  #open: Part | null = null;

  constructor(member: Member) {
    this.member = member;
  }

  /** Adds a call and returns true, or returns false if the thread is too far behind. */
  add(source: KernelSource, parameters: readonly number[]): boolean {
    const { queue } = this.member;
    if (!queue.hasRoomFor(parameters.length)) return false;
    if (this.#open === null) {
      if (queue.isBehind) return false;
      while (this.#parts[0] !== undefined && queue.isPast(this.#parts[0].end)) this.#parts.shift();
      const claim = queue.nextClaim();
      queue.write(records.begin, [claim]);
      this.#open = { claim, calls: [], end: 0 };
      this.#parts.push(this.#open);
    }
    queue.write(source.number, parameters);
    this.#open.calls.push({ source, parameters });
    const { length } = this.#open.calls;
    if (length === callsPerPart) this.#close(this.#open);
    else if (length % callsPerLook === 0) queue.publish();
    return true;
  }

  /**
   * Ends it: the calls that the thread has not begun and never will, and the position in its queue up
   * to which it has to be waited for.
   */
  takeBack(): { readonly left: readonly Call[]; readonly end: number } {
    const left: Part[] = [];
    // The thread claims them in their order.
    for (let part = this.#parts.pop(); part !== undefined; part = this.#parts.pop()) {
      if (!this.member.queue.claim(part.claim)) {
        this.#parts.push(part);
        break;
      }
      left.unshift(part);
    }
    if (this.#open !== null) this.#close(this.#open);
    const end = this.#parts.at(-1)?.end ?? this.member.queue.done;
    return { left: left.flatMap(({ calls }) => calls), end };
  }

  #close(part: Part): void {
    this.member.write(records.end, []);
    part.end = this.member.queue.position;
    this.#open = null;
  }
}
