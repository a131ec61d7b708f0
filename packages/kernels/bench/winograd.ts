/** How exact, and how fast, Winograd's convolution is beside the direct one: `node bench/winograd.ts`. */
import { type ArrayView, contiguousStrides, elementCount } from '../src/array-view.ts';
import type { ConvGeometry } from '../src/kernels.ts';
import { ReferenceKernels } from '../src/reference/reference-kernels.ts';
import { detectMode } from '../src/wasm/detect-mode.ts';
import { WasmKernels } from '../src/wasm/wasm-kernels.ts';
import { best } from './peak.ts';

const memory = new WebAssembly.Memory({ initial: 4096 });
const heap = new Float32Array(memory.buffer);
const mode = detectMode();
const kernelsWith = (winograd: boolean) =>
  new WasmKernels({
    memory,
    mode,
    scratch: () => 128 * 2 ** 20,
    room: () => 192 * 2 ** 20,
    winograd,
  });
const [tiled, direct, reference] = [kernelsWith(true), kernelsWith(false), new ReferenceKernels()];
const geometry: ConvGeometry = { stride: [1, 1], padding: [1, 1], dilation: [1, 1], groups: 1 };

function view(slot: number, shape: readonly number[]): ArrayView {
  const offset = slot * 2 ** 23;
  // Uniform in [-1, 1) by a linear congruence: a fixed pattern would cancel.
  let state = slot + 1;
  for (let i = 0; i < elementCount(shape); i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    heap[offset + i] = state / 2 ** 31;
  }
  return { dtype: 'float32', data: heap, offset, shape, strides: contiguousStrides(shape) };
}

function doubles({ offset, shape, strides }: ArrayView): ArrayView {
  const data = Float64Array.from(heap.subarray(offset, offset + elementCount(shape)));
  return { dtype: 'float64', data, offset: 0, shape, strides };
}

console.log('largest error / root mean square of the result: Winograd, direct; speed-up');
for (const [batch, channels, size] of [
  [4, 8, 32],
  [4, 16, 32],
  [8, 32, 16],
  [8, 64, 8],
  [2, 64, 32],
  [1, 256, 14],
] as const) {
  const image = view(0, [batch, channels, size, size]);
  const weight = view(1, [channels, channels, 3, 3]);
  const output = view(2, image.shape);
  const results = (
    [
      ['conv2d', image, weight, output],
      ['conv2dGradInput', output, weight, image],
      ['conv2dGradWeight', image, output, weight],
    ] as const
  ).map(([name, x, y, shape]) => {
    for (const [slot, { shape }] of [image, weight, output].entries()) view(slot, shape);
    const [a, b, exact] = [doubles(x), doubles(y), doubles(shape)];
    reference[name](a, b, geometry, exact);
    const size =
      Math.hypot(...exact.data.subarray(0, 10_000)) /
      Math.sqrt(Math.min(10_000, exact.data.length));
    const to = { ...shape, offset: 3 * 2 ** 23 };
    const figures = [tiled, direct].map((kernels) => {
      kernels[name](x, y, geometry, to);
      let worst = 0;
      for (const [i, expected] of exact.data.entries()) {
        worst = Math.max(worst, Math.abs(heap[to.offset + i]! - expected));
      }
      return { error: worst / size, time: best(() => kernels[name](x, y, geometry, to), 200) };
    });
    const [w, d] = [figures[0]!, figures[1]!];
    return `${w.error.toExponential(1)} ${d.error.toExponential(1)} ${(d.time / w.time).toFixed(2)}x`;
  });
  console.log(`${channels}>${channels} ${size}x${size} b${batch}`.padEnd(20), results.join('  | '));
}
