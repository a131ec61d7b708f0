import { onThreads } from './on-threads.ts';

/**
 * GFLOP/s of so many multiply-adds, of which each thread does the same share: they are done when the
 * slowest one is through, as those of a product are.
 */
export interface SharedPeak {
  /** On 128-bit vectors in registers alone. */
  readonly registers: number;
  /** The same where pairs of vectors are joined; otherwise as many. */
  readonly widestRegisters: number;
  /** Of one tile of a product, over and over: what it reads is in the first-level cache. */
  readonly tile: number;
}

export interface SharedPeakTask {
  readonly flops: number;
  readonly rounds: number;
}

/** The medians of about as many milliseconds. */
export async function measureSharedPeak(
  threads: number,
  flops: number,
  milliseconds: number,
): Promise<SharedPeak> {
  const likelyMilliseconds = flops / threads / 5e7;
  const rounds = Math.max(3, Math.ceil(milliseconds / 3 / likelyMilliseconds));
  const task: SharedPeakTask = { flops, rounds };
  // All have the same times: they begin and end together.
  const [peak] = await onThreads<SharedPeakTask, SharedPeak>(
    'shared-peak-thread.ts',
    threads,
    task,
  );
  if (peak === undefined) throw new RangeError('there is no thread to measure');
  return peak;
}
