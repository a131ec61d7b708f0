import { availableParallelism } from 'node:os';
import { detectMode } from '../../../packages/kernels/src/wasm/detect-mode.ts';
import { onThreads } from './on-threads.ts';

/** What the machine can do in WebAssembly, all the named threads working at the same time. */
export interface Limits {
  readonly threads: number;
  /** Of multiply-adds on 128-bit vectors in registers, at best. */
  readonly gflops: number;
  /** The same where pairs of vectors are joined; otherwise as many. */
  readonly widestGflops: number;
  /** Read and written by a loop that copies 16 MiB, split over the threads. */
  readonly gigabytesPerSecond: number;
  /** The WebAssembly features that were used. */
  readonly mode: string;
}

export interface LimitTask {
  readonly milliseconds: number;
}

export interface LimitResult {
  readonly gflops: number;
  readonly widestGflops: number;
  readonly gigabytesPerSecond: number;
}

/** As many threads as Plumbline's engine uses by default. */
export const defaultThreads = Math.min(8, availableParallelism());

/** Measures for about as many milliseconds, and copying for as many more. */
export async function measureLimits(threads: number, milliseconds: number): Promise<Limits> {
  const results = await onThreads<LimitTask, LimitResult>('measure-thread.ts', threads, {
    milliseconds,
  });
  const sum = (key: keyof LimitResult) => results.reduce((total, result) => total + result[key], 0);
  return {
    threads,
    gflops: sum('gflops'),
    widestGflops: sum('widestGflops'),
    gigabytesPerSecond: sum('gigabytesPerSecond'),
    mode: detectMode(),
  };
}

/** The better of two measurements: whatever disturbs one makes it smaller. */
export function better(a: Limits, b: Limits): Limits {
  return {
    ...a,
    gflops: Math.max(a.gflops, b.gflops),
    widestGflops: Math.max(a.widestGflops, b.widestGflops),
    gigabytesPerSecond: Math.max(a.gigabytesPerSecond, b.gigabytesPerSecond),
  };
}
