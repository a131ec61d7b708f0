/** Prints GFLOP/s of matmul beside the multiply-add peak of this core: `node bench/matmul.ts`. */
import type { ArrayView } from '../src/array-view.ts';
import { laneCount } from '../src/wasm/assembler/feature-mode.ts';
import { FunctionBuilder } from '../src/wasm/assembler/function-builder.ts';
import { type Floats, floats } from '../src/wasm/assembler/lanes.ts';
import { compile } from '../src/wasm/assembler/module-builder.ts';
import { type I32, valueTypes } from '../src/wasm/assembler/scalars.ts';
import { detectMode, type FeatureMode } from '../src/wasm/detect-mode.ts';
import { Matmul } from '../src/wasm/matmul/matmul.ts';

const chains = 10;

/** Multiply-adds on registers alone, in enough chains that none waits for its predecessor. */
function measurePeak(mode: FeatureMode): number {
  const f = new FunctionBuilder('peak', valueTypes.f32);
  const count = f.i32();
  const [factor, addend] = [f.let(floats(mode, 0.5)), f.let(floats(mode, 1))];
  const sums = Array.from({ length: chains }, (_, index) => f.let(floats(mode, index)));
  const left = f.let<I32>(count);
  f.repeat(() => {
    for (const sum of sums) f.set<Floats>(sum, sum.madd(factor, addend));
    f.advance(left, -1);
    return left.gt(0);
  });
  f.return(sums.reduce<Floats>((total, sum) => total.add(sum), floats(mode, 0)).lane(0));
  const peak = compile(f, new WebAssembly.Memory({ initial: 1 }));
  const iterations = 4e6;
  const flops = iterations * chains * laneCount(mode) * 2;
  return flops / best(() => peak(iterations), 1500) / 1e6;
}

/** The least milliseconds that one call took, over about `budget` milliseconds. */
function best(call: () => void, budget: number): number {
  const end = performance.now() + budget;
  let least = Number.POSITIVE_INFINITY;
  let repeats = 1;
  while (performance.now() < end) {
    const start = performance.now();
    for (let i = 0; i < repeats; i++) call();
    const elapsed = performance.now() - start;
    if (elapsed < 2) repeats *= 2;
    else least = Math.min(least, elapsed / repeats);
  }
  return least;
}

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
