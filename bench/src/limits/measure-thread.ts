/** One thread of `measureLimits`: begins each measurement when all threads have come to it. */
import { parentPort } from 'node:worker_threads';
import { measureCopy } from '../../../packages/kernels/bench/copy-bandwidth.ts';
import { measurePeak } from '../../../packages/kernels/bench/peak.ts';
import { unjoined } from '../../../packages/kernels/src/wasm/assembler/feature-mode.ts';
import { detectMode } from '../../../packages/kernels/src/wasm/detect-mode.ts';
import type { LimitResult, LimitTask } from './limits.ts';
import { told } from './on-threads.ts';

const { task, threads, meet } = told<LimitTask>();
const mode = detectMode();

meet();
const gflops = measurePeak(unjoined(mode), task.milliseconds);
meet();
const widestGflops = measurePeak(mode, task.milliseconds);
meet();
const gigabytesPerSecond = measureCopy(mode, 2 ** 24 / threads, task.milliseconds);
const result: LimitResult = { gflops, widestGflops, gigabytesPerSecond };
parentPort?.postMessage(result);
