/**
 * Prints millions of elements a second of kernels that no multiply-add bounds, and of the reference
 * kernel beside each: `node bench/beside-reference.ts [part of a name]`.
 */
import { type ArrayView, contiguousStrides, elementCount } from '../src/array-view.ts';
import { type DType, typedArray } from '../src/dtype.ts';
import type { Kernels } from '../src/kernels.ts';
import { ReferenceKernels } from '../src/reference/reference-kernels.ts';
import { detectMode } from '../src/wasm/detect-mode.ts';
import { WasmKernels } from '../src/wasm/wasm-kernels.ts';
import { best } from './peak.ts';

const megabyte = 2 ** 20;
const slotBytes = 64 * megabyte;
const memory = new WebAssembly.Memory({ initial: (5 * slotBytes) / 65536 });
const mode = detectMode();
const fast = new WasmKernels({
  memory,
  mode,
  scratch: () => 3 * slotBytes,
  room: () => 4 * slotBytes,
});
const reference = new ReferenceKernels();

function view(slot: number, dtype: DType, shape: readonly number[]): ArrayView {
  const data = typedArray(dtype, elementCount(shape), memory.buffer, slot * slotBytes);
  const whole = typedArray(dtype, (4 * slotBytes) / data.BYTES_PER_ELEMENT, memory.buffer);
  const offset = (slot * slotBytes) / data.BYTES_PER_ELEMENT;
  return { dtype, data: whole, offset, shape, strides: contiguousStrides(shape) };
}

function filled(view: ArrayView, value: (i: number) => number): ArrayView {
  const count = elementCount(view.shape);
  for (let i = 0; i < count; i++) view.data[view.offset + i] = value(i);
  return view;
}

/** A case's number of elements, and how it runs. */
interface Case {
  readonly elements: number;
  readonly run: (kernels: Kernels<ArrayView>) => void;
}

const million = 2 ** 20;
const floats = () => filled(view(0, 'float32', [million]), (i) => Math.sin(i));
const picks = (rows: number, size: number) =>
  filled(view(1, 'int32', [rows]), (i) => (i * 7919) % size);

function embedding(): { table: ArrayView; index: ArrayView; rows: ArrayView } {
  const index = { ...picks(8192, 5000), shape: [8192, 128], strides: [1, 0] };
  floats();
  return { table: view(0, 'float32', [5000, 128]), index, rows: view(2, 'float32', [8192, 128]) };
}

const cases: Readonly<Record<string, () => Case>> = {
  'uniform random': () => {
    const output = view(0, 'float32', [million]);
    return { elements: million, run: (k) => k.random('uniform', [1, 2], 0, output) };
  },
  'normal random': () => {
    const output = view(0, 'float32', [million]);
    return { elements: million, run: (k) => k.random('normal', [1, 2], 0, output) };
  },
  'gather rows of 128': () => {
    const { table, index, rows } = embedding();
    return { elements: million, run: (k) => k.gather(table, 0, index, rows) };
  },
  'scatterAdd rows of 128': () => {
    const { table, index, rows } = embedding();
    return { elements: million, run: (k) => k.scatterAdd(rows, 0, index, table) };
  },
  'gather labels [65536, 1] of 16': () => {
    const labels = { ...picks(65536, 16), shape: [65536, 1], strides: [1, 1] };
    const logits = { ...floats(), shape: [65536, 16], strides: [16, 1] };
    const output = view(2, 'float32', [65536, 1]);
    return { elements: 65536, run: (k) => k.gather(logits, 1, labels, output) };
  },
  'argmax of rows of 10': () => argmax(104857, 10, 1),
  'argmax of rows of 1024': () => argmax(1024, 1024, 1),
  'argmax of columns': () => argmax(1024, 1024, 0),
  'int32 to float32': () => cast('int32', 'float32'),
  'bool to float32': () => cast('bool', 'float32'),
  'float32 to int32': () => cast('float32', 'int32'),
  'maxPool2d 2x2': () => pool('maxPool2d', 2, 2),
  'maxPool2d 3x3 /2': () => pool('maxPool2d', 3, 2),
  'maxPool2d 3x3 /1': () => pool('maxPool2d', 3, 1),
  'maxPool2dIndex 2x2': () => pool('maxPool2dIndex', 2, 2),
  'maxPool2dIndex 3x3 /2': () => pool('maxPool2dIndex', 3, 2),
  'avgPool2d 2x2': () => pool('avgPool2d', 2, 2),
  'avgPool2d 8x8': () => pool('avgPool2d', 8, 8),
  'avgPool2dGrad 2x2': () => pool('avgPool2dGrad', 2, 2),
  'crossEntropy of 256': () => entropy(false),
  'crossEntropyGrad of 256': () => entropy(true),
};

function entropy(isGradient: boolean): Case {
  const labels = picks(4096, 256);
  const logits = { ...floats(), shape: [4096, 256], strides: [256, 1] };
  const gradient = { ...logits, shape: [4096], strides: [0] };
  const output = view(2, 'float32', isGradient ? [4096, 256] : [4096]);
  const run = (k: Kernels<ArrayView>): void => {
    if (isGradient) k.crossEntropyGrad(logits, labels, null, gradient, output);
    else k.crossEntropy(logits, labels, null, output);
  };
  return { elements: million, run };
}

function argmax(rows: number, columns: number, axis: number): Case {
  const input = { ...floats(), shape: [rows, columns], strides: [columns, 1] };
  const output = view(1, 'int32', [axis === 1 ? rows : columns]);
  return { elements: rows * columns, run: (k) => k.argReduce('argmax', input, axis, output) };
}

function cast(from: DType, to: DType): Case {
  const input = filled(view(0, from, [million]), (i) => i % 2);
  const output = view(1, to, [million]);
  return { elements: million, run: (k) => k.copy(input, output) };
}

/** Of images of 32 x 32; elements are those of the image. */
function pool(
  name: 'maxPool2d' | 'maxPool2dIndex' | 'avgPool2d' | 'avgPool2dGrad',
  kernel: number,
  stride: number,
): Case {
  floats();
  const size = Math.floor((32 - kernel) / stride) + 1;
  const [image, pooled] = [
    [16, 64, 32, 32],
    [16, 64, size, size],
  ];
  const [from, to] = name === 'avgPool2dGrad' ? [pooled, image] : [image, pooled];
  const output = view(1, name === 'maxPool2dIndex' ? 'int32' : 'float32', to);
  const geometry = {
    kernel: [kernel, kernel],
    stride: [stride, stride],
    padding: [0, 0],
    dilation: [1, 1],
  } as const;
  return { elements: million, run: (k) => k[name](view(0, 'float32', from), geometry, output) };
}

const only = process.argv[2] ?? '';
console.log(`mode ${mode}; millions of elements a second: WebAssembly, reference`);
for (const [name, prepare] of Object.entries(cases)) {
  if (!name.includes(only)) continue;
  const { elements, run } = prepare();
  const rates = [fast, reference].map((kernels) => elements / best(() => run(kernels), 300) / 1e3);
  const [a, b] = rates.map((rate) => rate.toFixed(0).padStart(6));
  console.log(`${name.padEnd(36)} ${a} ${b}`);
}
