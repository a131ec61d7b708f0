import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { detectMode } from '../../../packages/kernels/src/wasm/detect-mode.ts';

/** What the machine can do in WebAssembly, all the named threads working at the same time. */
export interface Limits {
  readonly threads: number;
  /** Of multiply-adds on 128-bit vectors in registers, at best. */
  readonly gflops: number;
  /** The same, the median while it was measured: what else ran on the machine is in it. */
  readonly typicalGflops: number;
  /** Read and written by a loop that copies 16 MiB, split over the threads. */
  readonly gigabytesPerSecond: number;
  /** The WebAssembly features that were used. */
  readonly mode: string;
}

export interface LimitTask {
  /** One slot that counts the threads that are up. */
  readonly gate: SharedArrayBuffer;
  readonly threads: number;
  readonly milliseconds: number;
  readonly copyMilliseconds: number;
}

export interface LimitResult {
  readonly gflops: number;
  readonly typicalGflops: number;
  readonly gigabytesPerSecond: number;
}

/** As many threads as Plumbline's engine uses by default. */
export const defaultThreads = Math.min(8, availableParallelism());

/** Measures for about as many milliseconds, and copying for as many more; 0: not at all. */
export async function measureLimits(
  threads: number,
  milliseconds: number,
  copyMilliseconds = milliseconds,
): Promise<Limits> {
  const gate = new SharedArrayBuffer(4);
  const task: LimitTask = { gate, threads, milliseconds, copyMilliseconds };
  const results = await Promise.all(Array.from({ length: threads }, () => inWorker(task)));
  const sum = (key: keyof LimitResult) => results.reduce((total, result) => total + result[key], 0);
  return {
    threads,
    gflops: sum('gflops'),
    typicalGflops: sum('typicalGflops'),
    gigabytesPerSecond: sum('gigabytesPerSecond'),
    mode: detectMode(),
  };
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
