/** One thread of `measureLimits`: begins each measurement when all threads have come to it. */
import { parentPort, workerData } from 'node:worker_threads';
import { measureCopy } from '../../../packages/kernels/bench/copy-bandwidth.ts';
import { measurePeak } from '../../../packages/kernels/bench/peak.ts';
import { detectMode } from '../../../packages/kernels/src/wasm/detect-mode.ts';
import { median } from '../median.ts';
import type { LimitResult, LimitTask } from './limits.ts';

const { gate, threads, milliseconds, copyMilliseconds }: LimitTask = workerData;
const arrived = new Int32Array(gate);
const mode = detectMode();

function waitForAll(count: number): void {
  Atomics.add(arrived, 0, 1);
  while (Atomics.load(arrived, 0) < count);
}

waitForAll(threads);
const rates = measurePeak(mode, milliseconds);
waitForAll(2 * threads);
const gigabytesPerSecond =
  copyMilliseconds > 0 ? measureCopy(mode, 2 ** 24 / threads, copyMilliseconds) : 0;
const [gflops, typicalGflops] = [Math.max(...rates), median(rates)];
const result: LimitResult = { gflops, typicalGflops, gigabytesPerSecond };
parentPort?.postMessage(result);
