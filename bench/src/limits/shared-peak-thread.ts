/** One thread of `measureSharedPeak`. */
import { parentPort } from 'node:worker_threads';
import { type FlopsLoop, peakLoop, tileLoop } from '../../../packages/kernels/bench/peak.ts';
import { unjoined } from '../../../packages/kernels/src/wasm/assembler/feature-mode.ts';
import { detectMode } from '../../../packages/kernels/src/wasm/detect-mode.ts';
import { median } from '../median.ts';
import { told } from './on-threads.ts';
import type { SharedPeak, SharedPeakTask } from './shared-peak.ts';

const { task, threads, meet } = told<SharedPeakTask>();
const { flops, rounds } = task;

function rateOf(loop: FlopsLoop): number {
  meet();
  const start = performance.now();
  loop(flops / threads);
  meet();
  return flops / (performance.now() - start) / 1e6;
}

const mode = detectMode();
const loops = [peakLoop(unjoined(mode)), peakLoop(mode), tileLoop(mode)];
// In turns: what disturbs one disturbs the other.
const rates = Array.from({ length: rounds + 1 }, () => loops.map(rateOf)).slice(1);
const medianOf = (loop: number): number => median(rates.map((rate) => rate[loop]!));
const result: SharedPeak = {
  registers: medianOf(0),
  widestRegisters: medianOf(1),
  tile: medianOf(2),
};
parentPort?.postMessage(result);
