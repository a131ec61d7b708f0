import type { QueuePlace } from './call-queue.ts';

/** Calls a kernel with the parameters at an address. */
type Reader = (address: number) => void;

/**
 * The whole life of a thread: carries out the calls in its queue until it is ended. It is started
 * from its own source text (no bundler has to be told of a file), so it uses nothing from outside:
 * the numbers of words and records are those of `call-queue.ts`.
 */
export function runThread(place: QueuePlace): void {
  const { memory, wordsAddress, claimsAddress, ringAddress, capacity } = place;
  const [written, threadSleeps, callerSleeps] = [0, 1, 2];
  const [done, ready, failed, failedKernel, passed] = [16, 17, 18, 19, 20];
  const words = new Int32Array(memory.buffer, wordsAddress, 32);
  const ring = new Float64Array(memory.buffer, ringAddress, capacity);
  const claims = new Int32Array(memory.buffer, claimsAddress, 64);
  const kernels: Reader[] = [];
  // The split operations of a training step follow each other closely, and waking a sleeping thread
  // costs as much as a small one: it stays awake for a while.
  const awakeMilliseconds = 0.5;
  let position = 0;
  let endsPart = false;
  /** Whether the caller has claimed the part that is being read. */
  let passesOver = false;

  const isReader = (value: WebAssembly.ExportValue | undefined): value is Reader =>
    typeof value === 'function';

  const compile = (number: number, address: number, length: number): void => {
    // A module can't be compiled from shared memory.
    const bytes = new Uint8Array(memory.buffer, address, length).slice();
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
      env: { memory },
    });
    const { fromRecord } = exports;
    if (isReader(fromRecord)) kernels[number] = fromRecord;
  };

  const carryOut = (): number => {
    const at = position & (capacity - 1);
    const kind = ring[at]!;
    if (kind === -1) return capacity - at;
    const count = ring[at + 1]!;
    endsPart = kind === -4;
    if (kind === -3) passesOver = Atomics.compareExchange(claims, ring[at + 2]!, 0, 1) !== 0;
    else if (kind === -4) {
      passesOver = false;
      Atomics.add(words, passed!, 1);
    } else if (kind === -2 || !passesOver) {
      try {
        if (kind === -2) compile(ring[at + 2]!, ring[at + 3]!, ring[at + 4]!);
        else kernels[kind]!(ringAddress + (at + 2) * 8);
      } catch {
        Atomics.store(words, failedKernel!, kind === -2 ? ring[at + 2]! : kind);
        Atomics.add(words, failed!, 1);
      }
    }
    return count + 2;
  };

  Atomics.store(words, ready!, 1);
  for (;;) {
    const sleepsAt = performance.now() + awakeMilliseconds;
    while (Atomics.load(words, written!) === position && performance.now() < sleepsAt);
    if (Atomics.load(words, written!) === position) {
      Atomics.store(words, threadSleeps!, 1);
      Atomics.wait(words, written!, position);
      Atomics.store(words, threadSleeps!, 0);
    }
    while (Atomics.load(words, written!) !== position) {
      position = (position + carryOut()) | 0;
      Atomics.store(words, done!, position);
      if (endsPart && Atomics.load(words, callerSleeps!) === 1) Atomics.notify(words, done!);
    }
    if (Atomics.load(words, callerSleeps!) === 1) Atomics.notify(words, done!);
  }
}
