/** Prints GFLOP/s of matmul beside the multiply-add peak of this core: `node bench/matmul.ts`. */
import type { ArrayView } from '../src/array-view.ts';
import { detectMode } from '../src/wasm/detect-mode.ts';
import { Matmul } from '../src/wasm/matmul/matmul.ts';
import { best, measurePeak } from './peak.ts';

const memory = new WebAssembly.Memory({ initial: 1024 });
const scratchAddress = 48 * 2 ** 20;
const mode = detectMode();
const matmul = new Matmul(memory, mode, () => scratchAddress);
const heap = new Float32Array(memory.buffer);
for (let i = 0; i < scratchAddress / 4; i++) heap[i] = Math.sin(i);

function matrix(slot: number, rows: number, columns: number, transposed: boolean): ArrayView {
  const strides = transposed ? [1, rows] : [columns, 1];
  return { dtype: 'float32', data: heap, offset: slot * 2 ** 22, shape: [rows, columns], strides };
}

const peak = measurePeak(mode);
console.log(`mode ${mode}, multiply-add peak of one core ${peak.toFixed(1)} GFLOP/s`);
const cases: [m: number, k: number, n: number][] = [
  [8, 8, 8],
  [64, 64, 64],
  [128, 64, 64],
  [128, 784, 512],
  [128, 512, 10],
  [1, 512, 512],
  [256, 256, 256],
  [512, 512, 512],
  [1024, 1024, 1024],
];
for (const [m, k, n] of cases) {
  for (const kind of ['nn', 'nt', 'tn'] as const) {
    const a = matrix(0, m, k, kind[0] === 't');
    const b = matrix(1, k, n, kind[1] === 't');
    const c = matrix(2, m, n, false);
    const milliseconds = best(() => matmul.run(a, b, c), m * n * k > 1e8 ? 1500 : 400);
    const gflops = (2 * m * n * k) / milliseconds / 1e6;
    const share = `${((100 * gflops) / peak).toFixed(0)} %`;
    const size = `${m}x${k}x${n} ${kind}`;
    console.log(
      `${size.padEnd(20)} ${gflops.toFixed(1).padStart(6)} GFLOP/s ${share.padStart(5)}`,
      `${(milliseconds * 1e3).toFixed(2).padStart(10)} us`,
    );
  }
}
