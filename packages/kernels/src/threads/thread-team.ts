import type { Arena } from '../memory/arena.ts';
import { GrowingBlock } from '../memory/growing-block.ts';
import { type KernelSource, redirectKernels } from '../wasm/assembler/kernel-redirect.ts';
import type { Scratch } from '../wasm/scratch.ts';
import { CallQueue, type QueuePlace, queueBytes, records } from './call-queue.ts';
import { startThread, type Thread } from './start-thread.ts';
import type { Team } from './team.ts';

/** Parts are of one size, so that the others are about to end, too: sleeping would take longer. */
const awakeMilliseconds = 0.2;
/** A thread that takes half as long again, and this, is not alone on its processor. */
const toleratedMilliseconds = 0.2;
/** About every third run. */
const slowEnough = 1.7;
const [leastAlone, mostAlone] = [10, 1000];
const sleepMilliseconds = 5;
const defaultPatience = 20_000;

/** A thread and what it has been told. */
interface Member {
  readonly queue: CallQueue;
  readonly thread: Thread;
  /** Kernels that it has compiled. */
  readonly knows: Set<KernelSource>;
}

/** A part in a thread's queue. */
interface GivenPart {
  readonly member: Member;
  readonly index: number;
  /** Where it is claimed; see `CallQueue.claim`. */
  readonly claim: number;
  isTakenBack: boolean;
}

/** Whether the part is this thread's again, because the other one has not begun it. */
function takeBack(part: GivenPart): boolean {
  part.isTakenBack ||= part.member.queue.claim(part.claim);
  return part.isTakenBack;
}

interface Block {
  readonly address: number;
  readonly bytes: number;
}

/** Where a page's policy forbids workers, there are none. */
function startOrExplain(place: QueuePlace): Thread {
  try {
    return startThread(place);
  } catch (error) {
    return { ended: String(error), stop: () => {} };
  }
}

/** A thread of a team stopped in the middle of its work. */
export class ThreadError extends Error {
  override readonly name = 'ThreadError';
}

/**
 * Threads over one shared memory. A part runs on this thread, but where it would call a kernel, the
 * call is written into the queue of another thread, which begins at once: threads know nothing but
 * how to call kernels with numbers. A part that its thread has not begun when this thread is through
 * with its own is taken back, so that a busy machine costs little. Threads are started by the first work that is split, and join
 * when they are up; until then this thread does their parts.
 */
export class ThreadTeam implements Team {
  readonly size: number;
  readonly #arena: Arena;
  readonly #patience: number;
  #members: readonly Member[] = [];
  #isRunning = false;
  /** The share of slow runs of late, about: 5 if all were. */
  #slowness = 0;
  /** Milliseconds without the other threads, and their end. */
  #alone = 0;
  #aloneUntil = 0;
  readonly #modules = new Map<KernelSource, Block>();
  /** Scratch space of the run under way. */
  #blocks: Block[] = [];
  #isRecording = false;
  readonly #own: GrowingBlock;

  constructor(arena: Arena, options: { size: number; patienceMilliseconds?: number }) {
    this.#arena = arena;
    this.#own = new GrowingBlock(arena);
    this.size = options.size;
    this.#patience = options.patienceMilliseconds ?? defaultPatience;
  }

  /** One block over and over; for another thread's part a new one. */
  readonly scratch: Scratch = (bytes) =>
    this.#isRecording ? this.#temporary(bytes) : this.#own.take(bytes);

  run(parts: number, part: (index: number) => void): void {
    if (parts <= 1 || this.#isRunning || this.size === 1 || this.#isAlone) {
      for (let index = 0; index < parts; index++) part(index);
      return;
    }
    const start = performance.now();
    const members = this.#readyMembers();
    const share = Math.min(members.length, parts - 1) + 1;
    const [given, own]: [GivenPart[], number[]] = [[], []];
    this.#isRunning = true;
    try {
      for (let index = 0; index < parts; index++) {
        const member = members[(index % share) - 1];
        if (member !== undefined && !member.queue.isBehind) this.#give(member, index, part, given);
        else own.push(index);
      }
      for (const index of own) part(index);
      const ready = performance.now();
      // A thread that has not begun by now may be waiting for a processor: its part is done here.
      for (const each of given.toReversed()) if (takeBack(each)) part(each.index);
      for (const each of given) if (!each.isTakenBack) this.#waitUntilDone(each.member);
      this.#judge(performance.now() - ready, ready - start);
    } finally {
      this.#isRunning = false;
      this.#finish(given);
    }
  }

  get #isAlone(): boolean {
    return this.#alone > 0 && performance.now() < this.#aloneUntil;
  }

  /**
   * Where another thread often takes much longer than this one, something else has its processor:
   * the work stays here for a while, and for longer if that happens again.
   */
  #judge(waited: number, worked: number): void {
    const isSlow = waited > worked / 2 + toleratedMilliseconds;
    this.#slowness = this.#slowness * 0.8 + (isSlow ? 1 : 0);
    if (this.#slowness < 0.5) this.#alone = 0;
    // Now and then a thread is late because it has to wake up.
    if (this.#slowness < slowEnough) return;
    this.#slowness = slowEnough / 2;
    this.#alone = Math.min(mostAlone, Math.max(leastAlone, this.#alone * 2));
    this.#aloneUntil = performance.now() + this.#alone;
  }

  /** Starts the threads, and resolves when they are up (or known not to come). */
  async ready(): Promise<void> {
    this.#readyMembers();
    const isUp = ({ queue, thread }: Member): boolean => queue.isReady || thread.ended !== null;
    while (!this.#members.every(isUp)) await new Promise((resolve) => setTimeout(resolve, 1));
  }

  /** Ends all threads; the next work that is split starts new ones. */
  stop(): void {
    for (const { thread } of this.#members) thread.stop();
    this.#members = [];
  }

  #readyMembers(): readonly Member[] {
    if (this.#members.length < this.size - 1) {
      this.#members = Array.from({ length: this.size - 1 }, () => this.#start());
    } else if (this.#members.some(({ thread }) => thread.ended !== null)) {
      // One that never was ready would not be the next time either: its part is done here.
      this.#members = this.#members.map((member) =>
        member.thread.ended === null || !member.queue.isReady ? member : this.#start(),
      );
    }
    return this.#members.filter(({ queue }) => queue.isReady && !queue.isBehind);
  }

  #start(): Member {
    const queue = new CallQueue(this.#arena.memory, this.#arena.allocate(queueBytes));
    return { queue, thread: startOrExplain(queue.place), knows: new Set() };
  }

  /** Writes the calls that a part makes into a thread's queue. */
  #give(member: Member, index: number, part: (index: number) => void, given: GivenPart[]): void {
    const { queue } = member;
    const waitForRoom = this.#waiting(member);
    const claim = queue.begin(waitForRoom);
    given.push({ member, index, claim, isTakenBack: false });
    const before = redirectKernels((source, parameters) => {
      if (!member.knows.has(source)) {
        member.knows.add(source);
        const { address, bytes } = this.#moduleOf(source);
        queue.write(records.compile, [source.number, address, bytes], waitForRoom);
      }
      queue.write(source.number, parameters, waitForRoom);
    });
    this.#isRecording = true;
    try {
      part(index);
    } finally {
      this.#isRecording = false;
      redirectKernels(before);
      queue.write(records.end, [], waitForRoom);
    }
  }

  /** Where the bytes of a kernel's module are; they stay there for all threads to come. */
  #moduleOf(source: KernelSource): Block {
    const known = this.#modules.get(source);
    if (known !== undefined) return known;
    const bytes = source.bytes.length;
    const address = this.#arena.allocate(bytes);
    new Uint8Array(this.#arena.memory.buffer, address, bytes).set(source.bytes);
    this.#modules.set(source, { address, bytes });
    return { address, bytes };
  }

  #temporary(bytes: number): number {
    const address = this.#arena.allocate(bytes);
    this.#blocks.push({ address, bytes });
    return address;
  }

  #finish(given: readonly GivenPart[]): void {
    // After an error some parts are still open: they are not begun any more.
    for (const each of given) if (!takeBack(each)) this.#waitUntilDone(each.member);
    for (const { address, bytes } of this.#blocks) this.#arena.free(address, bytes);
    this.#blocks = [];
    const failures = given.reduce((sum, { member }) => sum + member.queue.takeFailures(), 0);
    if (failures > 0)
      throw new ThreadError(
        `${failures} kernel calls failed on another thread: the result is incomplete`,
      );
  }

  #waitUntilDone(member: Member): void {
    const sleepsAt = performance.now() + awakeMilliseconds;
    do if (member.queue.isDone) return;
    while (performance.now() < sleepsAt);
    const waiting = this.#waiting(member);
    while (!member.queue.isDone) waiting();
  }

  /** What passes a little time, and gives up where a thread does nothing for too long. */
  #waiting({ queue }: Member): () => void {
    let lastDone = queue.done;
    let since = performance.now();
    return () => {
      if (canSleep) queue.sleep(sleepMilliseconds);
      const { done } = queue;
      if (done !== lastDone) [lastDone, since] = [done, performance.now()];
      else if (performance.now() - since > this.#patience) this.#giveUp();
    };
  }

  #giveUp(): never {
    // Their queues stay allocated: a thread that is being ended may still write.
    this.stop();
    throw new ThreadError(
      `a thread has not answered for ${this.#patience / 1000} s, so that an operation is ` +
        'incomplete: its threads were ended, and the next operation starts new ones',
    );
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
