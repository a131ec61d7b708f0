import type { Arena } from '../memory/arena.ts';
import { GrowingBlock } from '../memory/growing-block.ts';
import type { KernelsAtWork, Letter } from '../memory/kernels-at-work.ts';
import { writeBytes } from '../memory/write-bytes.ts';
import { type KernelSource, redirectKernels } from '../wasm/assembler/kernel-redirect.ts';
import type { Scratch } from '../wasm/scratch.ts';
import { CallQueue, type QueuePlace, queueBytes, records } from './call-queue.ts';
import { CallsBehind } from './calls-behind.ts';
import { type GivenPart, takeBack, waitFor } from './given-part.ts';
import { Inbox } from './inbox.ts';
import { Member, type Patience, type Space } from './member.ts';
import { SpareBlocks } from './spare-blocks.ts';
import { startThread, type Thread } from './start-thread.ts';
import type { Team } from './team.ts';
import { Trust } from './trust.ts';

const defaultPatience = 20_000;
const defaultCallsAtOnce = 24;
/** Calls that a program makes before threads are started for them alone: many never come so far. */
const callsBeforeStart = 2000;

/** What other threads are still at, of a run that is over on this one. */
interface UnderWay {
  readonly parts: readonly GivenPart[];
  /** Their scratch space. */
  readonly blocks: readonly Space[];
  /** How long this thread worked on its own parts: milliseconds. */
  readonly worked: number;
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

export interface ThreadTeamOptions {
  /** How many threads, this one included. */
  readonly size: number;
  /** How long one that is waited for may do nothing. Default 20,000. */
  readonly patienceMilliseconds?: number;
  /** Gives the others work however late they were with the last. Default false. */
  readonly trustsBlindly?: boolean;
  /** Calls in a row, with nothing read in between, from which on they go behind. Default 24. */
  readonly callsAtOnce?: number;
}

/**
 * Threads over one shared memory. A part runs on this thread, but where it would call a kernel, the
 * call is written into the queue of another thread, which begins at once: threads know nothing but
 * how to call kernels with numbers. A part that its thread has not begun when this thread is through
 * with its own is taken back, so that a busy machine costs little. Threads are started by the first
 * work that is split, and join when they are up; until then this thread does their parts.
 *
 * A part that another thread has begun is waited for as late as can be: before this thread calls the
 * next kernel itself, or looks at what kernels have written. Until then it is about what to call next.
 *
 * Kernels too small to be split run behind: where many are called and nothing is read, another thread
 * runs them in their order, while this one is about what to call next. A training step of 50 layers
 * of 64, half kernels and half bookkeeping, takes 0.65 times as long.
 */
export class ThreadTeam implements Team, KernelsAtWork {
  readonly size: number;
  readonly #arena: Arena;
  readonly #patience: Patience;
  #members: readonly Member[] = [];
  /** In time with parts, and with calls behind. */
  readonly #inParts: Trust;
  readonly #behindTrust: Trust;
  readonly #modules = new Map<KernelSource, Space>();
  #underWay: UnderWay | null = null;
  /** Scratch space of the parts that are being given. */
  #blocks: Space[] = [];
  readonly #spareBlocks: SpareBlocks;
  readonly #own: GrowingBlock;
  readonly #inbox: Inbox;
  /** Where calls are written, while a part is given to another thread. */
  #recordsFor: Member | null = null;
  #isRunning = false;
  #isAtOnce = false;
  readonly #callsAtOnce: number;
  #behind: CallsBehind | null = null;
  /** Calls on this thread since it caught up, and in all. */
  #callsSince = 0;
  #calls = 0;

  constructor(arena: Arena, options: ThreadTeamOptions) {
    this.#arena = arena;
    this.#own = new GrowingBlock(arena);
    this.#spareBlocks = new SpareBlocks(arena, () => this.#awaitParts());
    this.#inbox = new Inbox(arena);
    this.size = options.size;
    this.#callsAtOnce = options.callsAtOnce ?? defaultCallsAtOnce;
    const { trustsBlindly: isBlind = false } = options;
    this.#inParts = new Trust(isBlind);
    this.#behindTrust = new Trust(isBlind);
    const milliseconds = options.patienceMilliseconds ?? defaultPatience;
    this.#patience = { milliseconds, giveUp: () => this.#giveUp() };
    if (this.size > 1) {
      redirectKernels(arena.memory, (source, parameters) => this.#call(source, parameters));
    }
  }

  /** One block over and over; for another thread's part a new one. */
  readonly scratch: Scratch = (bytes) =>
    this.#recordsFor !== null ? this.#temporary(bytes) : this.#own.take(bytes);

  run(parts: number, part: (index: number) => void): void {
    const inTurn = (): void => {
      for (let index = 0; index < parts; index++) part(index);
    };
    if (parts <= 1 || this.#isRunning || this.size === 1) inTurn();
    else if (this.#inParts.isLost) this.atOnce(inTurn);
    else this.#share(parts, part);
  }

  #share(parts: number, part: (index: number) => void): void {
    this.#catchUpBehind();
    const members = this.#readyMembers();
    // One that is through with its last part can't know whether others are.
    if (members.length > 1) this.#awaitParts();
    const share = Math.min(members.length, parts - 1) + 1;
    const [given, own]: [GivenPart[], number[]] = [[], []];
    this.#isRunning = true;
    this.#blocks = [];
    try {
      for (let index = 0; index < parts; index++) {
        const member = members[(index % share) - 1];
        if (member?.isReady === true) this.#give(member, index, part, given);
        else own.push(index);
      }
      this.#awaitParts();
      const start = performance.now();
      for (const index of own) part(index);
      const worked = performance.now() - start;
      // A thread that has not begun by now may be waiting for a processor: its part is done here.
      for (const each of given.toReversed()) if (takeBack(each)) part(each.index);
      const begun = given.filter((each) => !each.isTakenBack);
      this.#underWay = { parts: begun, blocks: this.#blocks, worked };
    } catch (error) {
      this.#giveUpRun(given);
      throw error;
    } finally {
      this.#isRunning = false;
    }
  }

  /** What of a run is still open after an error in it is not begun any more. */
  #giveUpRun(given: readonly GivenPart[]): void {
    const begun = given.filter((each) => !takeBack(each));
    // Threads that were ended are not waited for.
    if (this.#members.length === 0) return;
    const { parts, blocks } = this.#underWay ?? { parts: [], blocks: [] };
    this.#underWay = {
      parts: [...parts, ...begun],
      blocks: [...blocks, ...this.#blocks],
      worked: Number.POSITIVE_INFINITY,
    };
  }

  /** Waits for what others have begun. */
  #awaitParts(): void {
    const underWay = this.#underWay;
    if (underWay === null) return;
    this.#underWay = null;
    const start = performance.now();
    waitFor(underWay.parts);
    this.#inParts.judge(performance.now() - start, underWay.worked);
    this.#spareBlocks.giveBack(underWay.blocks);
    throwFailures(underWay.parts.map(({ member }) => member));
  }

  write(letter: Letter): void {
    if (this.#behind !== null) {
      if (this.#inbox.send(letter)) return;
      this.#catchUpBehind();
    }
    this.#awaitParts();
    writeBytes(this.#arena.memory, letter.data, letter.address);
  }

  catchUp(): void {
    this.#awaitParts();
    this.#catchUpBehind();
  }

  #catchUpBehind(): void {
    this.#callsSince = 0;
    const behind = this.#behind;
    if (behind === null) return;
    this.#behind = null;
    const { member, since } = behind;
    const { left, end } = behind.takeBack();
    const ready = performance.now();
    member.waitUntil(() => member.queue.isPast(end));
    this.#behindTrust.judge(performance.now() - ready, ready - since);
    const errors: unknown[] = [];
    for (const { source, parameters } of left) {
      try {
        source.call(...parameters);
      } catch (error) {
        errors.push(error);
      }
    }
    this.#inbox.empty();
    throwFailures([member]);
    if (errors.length > 0) throw errors[0];
  }

  atOnce(body: () => void): void {
    this.catchUp();
    const wasAtOnce = this.#isAtOnce;
    this.#isAtOnce = true;
    try {
      body();
    } finally {
      this.#isAtOnce = wasAtOnce;
    }
  }

  /** Where a kernel's call goes. */
  #call(source: KernelSource, parameters: readonly number[]): number {
    if (this.#recordsFor !== null) {
      if (!this.#recordsFor.knows(source)) this.#recordsFor.teach(source, this.#moduleOf(source));
      this.#recordsFor.write(source.number, parameters);
      return 0;
    }
    const isHere = this.#isRunning || this.#isAtOnce || !this.#putBehind(source, parameters);
    if (!isHere) return 0;
    this.#awaitParts();
    return source.call(...parameters);
  }

  /** Adds a call to those that go behind, unless it has to be made now. */
  #putBehind(source: KernelSource, parameters: readonly number[]): boolean {
    if (source.hasResult) {
      this.catchUp();
      return false;
    }
    this.#behind ??= this.#goBehind();
    if (this.#behind === null) return false;
    if (!this.#behind.member.knows(source)) {
      // The module is going to be where calls that were made before may still be working.
      const { member } = this.#behind;
      this.catchUp();
      member.teach(source, this.#moduleOf(source));
      return false;
    }
    if (this.#behind.add(source, parameters)) return true;
    this.catchUp();
    return false;
  }

  /** Who calls go to from now on, or null as long as they are made here. */
  #goBehind(): CallsBehind | null {
    this.#calls++;
    if (++this.#callsSince < this.#callsAtOnce || this.#behindTrust.isLost) return null;
    if (this.#members.length === 0 && this.#calls < callsBeforeStart) return null;
    const [member] = this.#readyMembers();
    if (member !== undefined) {
      this.#awaitParts();
      return new CallsBehind(member);
    }
    this.#callsSince = 0;
    return null;
  }

  /** Starts the threads, and resolves when they are up (or known not to come). */
  async ready(): Promise<void> {
    this.#readyMembers();
    const isUp = ({ queue, thread }: Member): boolean => queue.isReady || thread.ended !== null;
    while (!this.#members.every(isUp)) await new Promise((resolve) => setTimeout(resolve, 1));
  }

  /** Ends all threads, whatever they are at, which stays undone; the next work that is split starts new ones. */
  stop(): void {
    this.#behind = null;
    this.#underWay = null;
    for (const { thread } of this.#members) thread.stop();
    this.#members = [];
    this.#inbox.deliver();
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
    return this.#members.filter(({ isReady }) => isReady);
  }

  #start(): Member {
    // Its queue may be where a kernel of another thread is still at work.
    this.#awaitParts();
    const queue = new CallQueue(this.#arena.memory, this.#arena.allocate(queueBytes));
    return new Member(queue, startOrExplain(queue.place), this.#patience);
  }

  /** Writes the calls that a part makes into a thread's queue. */
  #give(member: Member, index: number, part: (index: number) => void, all: GivenPart[]): void {
    const claim = member.queue.nextClaim();
    member.write(records.begin, [claim]);
    this.#recordsFor = member;
    try {
      part(index);
    } finally {
      this.#recordsFor = null;
      member.write(records.end, []);
      all.push({ member, index, claim, end: member.queue.position, isTakenBack: false });
    }
  }

  /** Where the bytes of a kernel's module are; they stay there for all threads to come. */
  #moduleOf(source: KernelSource): Space {
    const known = this.#modules.get(source);
    if (known !== undefined) return known;
    const bytes = source.bytes.length;
    this.#awaitParts();
    const address = this.#arena.allocate(bytes);
    new Uint8Array(this.#arena.memory.buffer, address, bytes).set(source.bytes);
    this.#modules.set(source, { address, bytes });
    return { address, bytes };
  }

  #temporary(bytes: number): number {
    const block = this.#spareBlocks.take(bytes);
    this.#blocks.push(block);
    return block.address;
  }

  #giveUp(): never {
    // Their queues stay allocated: a thread that is being ended may still write.
    this.stop();
    throw new ThreadError(
      `a thread has not answered for ${this.#patience.milliseconds / 1000} s, so that an operation is ` +
        'incomplete: its threads were ended, and the next operation starts new ones',
    );
  }
}

function throwFailures(members: readonly Member[]): void {
  const failures = members.map((member) => member.takeFailure()).filter((text) => text !== null);
  if (failures.length === 0) return;
  throw new ThreadError(`${failures.join('; ')}: a result is incomplete`);
}
