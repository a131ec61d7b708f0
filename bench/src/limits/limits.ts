import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { detectMode } from '../../../packages/kernels/src/wasm/detect-mode.ts';

/** What the machine can do in WebAssembly, all the named threads working at the same time. */
export interface Limits {
  readonly threads: number;
  /** Of multiply-adds on 128-bit vectors in registers, at best. */
  readonly gflops: number;
  /** Read and written by a loop that copies 16 MiB, split over the threads. */
  readonly gigabytesPerSecond: number;
  /** The WebAssembly features that were used. */
  readonly mode: string;
}

export interface LimitTask {
  /** One slot that counts the threads that are up. */
  readonly gate: SharedArrayBuffer;
  readonly threads: number;
  readonly work: { readonly milliseconds: number } | SharedWork;
}

/** Work that all threads do their share of, several times. */
export interface SharedWork {
  readonly flops: number;
  readonly rounds: number;
}

export interface LimitResult {
  readonly gflops: number;
  readonly gigabytesPerSecond: number;
}

/** As many threads as Plumbline's engine uses by default. */
export const defaultThreads = Math.min(8, availableParallelism());

/** Measures for about as many milliseconds, and copying for as many more. */
export async function measureLimits(threads: number, milliseconds: number): Promise<Limits> {
  const results = await onAll(threads, { milliseconds });
  const sum = (key: keyof LimitResult) => results.reduce((total, result) => total + result[key], 0);
  return {
    threads,
    gflops: sum('gflops'),
    gigabytesPerSecond: sum('gigabytesPerSecond'),
    mode: detectMode(),
  };
}

/**
 * GFLOP/s of so many multiply-adds in registers, of which each thread does the same share: they are
 * done when the slowest one is through. The median of about as many milliseconds.
 */
export async function measureSharedPeak(
  threads: number,
  flops: number,
  milliseconds: number,
): Promise<number> {
  const likelyMilliseconds = flops / threads / 5e7;
  const rounds = Math.max(3, Math.ceil(milliseconds / likelyMilliseconds));
  const results = await onAll(threads, { flops, rounds });
  return Math.min(...results.map(({ gflops }) => gflops));
}

function onAll(threads: number, work: LimitTask['work']): Promise<LimitResult[]> {
  const gate = new SharedArrayBuffer(4);
  return Promise.all(Array.from({ length: threads }, () => inWorker({ gate, threads, work })));
}

function inWorker(task: LimitTask): Promise<LimitResult> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('measure-thread.ts', import.meta.url), { workerData: task });
    worker.once('message', (result: LimitResult) => resolve(result));
    worker.once('error', reject);
  });
}

/** The better of two measurements: whatever disturbs one makes it smaller. */
export function better(a: Limits, b: Limits): Limits {
  return {
    ...a,
    gflops: Math.max(a.gflops, b.gflops),
    gigabytesPerSecond: Math.max(a.gigabytesPerSecond, b.gigabytesPerSecond),
  };
}
