/** Prints GFLOP/s of convolution beside the multiply-add peak of this core: `node bench/conv.ts`. */
import { type ArrayView, contiguousStrides, elementCount } from '../src/array-view.ts';
import type { ConvGeometry } from '../src/kernels.ts';
import { detectMode } from '../src/wasm/detect-mode.ts';
import { WasmKernels } from '../src/wasm/wasm-kernels.ts';
import { best, measurePeak } from './peak.ts';

const memory = new WebAssembly.Memory({ initial: 2048 });
const scratchAddress = 96 * 2 ** 20;
const mode = detectMode();
const kernels = new WasmKernels({ memory, mode, scratch: () => scratchAddress });
const heap = new Float32Array(memory.buffer);
const data = Float32Array.from({ length: 3 * 2 ** 23 }, (_, i) => Math.sin(i));
heap.set(data);

function view(slot: number, shape: readonly number[]): ArrayView {
  const strides = contiguousStrides(shape);
  return { dtype: 'float32', data: heap, offset: slot * 2 ** 23, shape, strides };
}

interface Case {
  readonly name: string;
  readonly batch: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly size: number;
  readonly kernel: number;
  readonly stride?: number;
  readonly groups?: number;
}

const only = process.argv[2] ?? '';
const cases: readonly Case[] = [
  { name: '3x3 64>64 32x32', batch: 16, inputs: 64, outputs: 64, size: 32, kernel: 3 },
  { name: '3x3 3>16 32x32', batch: 32, inputs: 3, outputs: 16, size: 32, kernel: 3 },
  { name: '3x3 16>16 32x32', batch: 32, inputs: 16, outputs: 16, size: 32, kernel: 3 },
  { name: '3x3 16>32 /2', batch: 32, inputs: 16, outputs: 32, size: 32, kernel: 3, stride: 2 },
  { name: '3x3 32>32 16x16', batch: 32, inputs: 32, outputs: 32, size: 16, kernel: 3 },
  { name: '3x3 32>64 /2', batch: 32, inputs: 32, outputs: 64, size: 16, kernel: 3, stride: 2 },
  { name: '3x3 64>64 8x8', batch: 32, inputs: 64, outputs: 64, size: 8, kernel: 3 },
  { name: '3x3 256>256 14x14', batch: 4, inputs: 256, outputs: 256, size: 14, kernel: 3 },
  { name: '1x1 64>256 32x32', batch: 8, inputs: 64, outputs: 256, size: 32, kernel: 1 },
  { name: '1x1 16>32 /2', batch: 32, inputs: 16, outputs: 32, size: 32, kernel: 1, stride: 2 },
  { name: '7x7 3>64 112 /2', batch: 1, inputs: 3, outputs: 64, size: 112, kernel: 7, stride: 2 },
  { name: '3x3 depthwise 64', batch: 8, inputs: 64, outputs: 64, size: 32, kernel: 3, groups: 64 },
];

const peak = measurePeak(mode);
console.log(`mode ${mode}, multiply-add peak of one core ${peak.toFixed(1)} GFLOP/s`);
console.log('forward, gradient of the input, gradient of the weight: GFLOP/s, % of the peak, us');

for (const { name, batch, inputs, outputs, size, kernel, stride = 1, groups = 1 } of cases) {
  if (!name.includes(only)) continue;
  const pad = (kernel - 1) / 2;
  const out = Math.floor((size + 2 * pad - kernel) / stride) + 1;
  const geometry: ConvGeometry = {
    stride: [stride, stride],
    padding: [pad, pad],
    dilation: [1, 1],
    groups,
  };
  const input = view(0, [batch, inputs, size, size]);
  const weight = view(1, [outputs, inputs / groups, kernel, kernel]);
  const output = view(2, [batch, outputs, out, out]);
  const flops = 2 * elementCount(output.shape) * elementCount(weight.shape.slice(1));
  const calls = [
    () => kernels.conv2d(input, weight, geometry, output),
    () => kernels.conv2dGradInput(output, weight, geometry, input),
    () => kernels.conv2dGradWeight(input, output, geometry, weight),
  ];
  const figures = calls.map((call) => {
    const milliseconds = best(call, 400);
    heap.set(data);
    const gflops = flops / milliseconds / 1e6;
    const share = `${((100 * gflops) / peak).toFixed(0)} %`;
    const time = (milliseconds * 1e3).toFixed(0);
    return `${gflops.toFixed(1).padStart(6)} ${share.padStart(5)} ${time.padStart(7)}`;
  });
  console.log(`${name} b${batch}`.padEnd(24), figures.join('  | '));
}
