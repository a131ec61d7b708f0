/** One thread that measures limits: begins each measurement when all threads have come to it. */
import { parentPort, workerData } from 'node:worker_threads';
import { measureCopy } from '../../../packages/kernels/bench/copy-bandwidth.ts';
import { measurePeak, peakLoop } from '../../../packages/kernels/bench/peak.ts';
import { detectMode } from '../../../packages/kernels/src/wasm/detect-mode.ts';
import { median } from '../median.ts';
import type { LimitResult, LimitTask, SharedWork } from './limits.ts';

const { gate, threads, work }: LimitTask = workerData;
const arrived = new Int32Array(gate);
const mode = detectMode();
let meetings = 0;

function meet(): void {
  meetings++;
  Atomics.add(arrived, 0, 1);
  while (Atomics.load(arrived, 0) < meetings * threads);
}

function measureAlone(milliseconds: number): LimitResult {
  meet();
  const gflops = measurePeak(mode, milliseconds);
  meet();
  return { gflops, gigabytesPerSecond: measureCopy(mode, 2 ** 24 / threads, milliseconds) };
}

function measureTogether({ flops, rounds }: SharedWork): LimitResult {
  const loop = peakLoop(mode);
  loop(flops / threads);
  const rates = Array.from({ length: rounds }, () => {
    meet();
    const start = performance.now();
    loop(flops / threads);
    meet();
    return flops / (performance.now() - start) / 1e6;
  });
  return { gflops: median(rates), gigabytesPerSecond: 0 };
}

const result = 'rounds' in work ? measureTogether(work) : measureAlone(work.milliseconds);
parentPort?.postMessage(result);
