import { describe, expect, test } from 'vitest';
import { type ArrayView, elementCount } from '../src/array-view.ts';
import { solo, type Team } from '../src/threads/team.ts';
import type { WasmKernels } from '../src/wasm/wasm-kernels.ts';
import { modes, plain, TestBench } from './wasm-views.ts';

/** Parts may run in any order: these run backwards. */
const backwards: Team = {
  ...solo,
  size: 3,
  run(parts, part) {
    for (let index = parts - 1; index >= 0; index--) part(index);
  },
};

type Run = (kernels: WasmKernels, bench: TestBench) => ArrayView;

const values = Array.from({ length: 997 }, (_, i) => Math.sin(i));
const picks = Array.from({ length: 613 }, (_, i) => (i * i) % 50);

/** Work that is large enough to be split, none of it into equal parts. */
const runs: Record<string, Run> = {
  random(kernels, bench) {
    const output = bench.view('float32', [100_001], plain, [7]);
    kernels.random('uniform', [1, 2], 5, output);
    return output;
  },
  argReduce(kernels, bench) {
    const input = bench.view('float32', [3001, 41], plain, values);
    const output = bench.view('int32', [3001], plain, [7]);
    kernels.argReduce('argmax', input, 1, output);
    return output;
  },
  gather(kernels, bench) {
    const table = bench.view('float32', [50, 131], plain, values);
    const index = bench.view('int32', [1001, 131], { ...plain, repeated: [false, true] }, picks);
    const output = bench.view('float32', [1001, 131], plain, [7]);
    kernels.gather(table, 0, index, output);
    return output;
  },
  scatterAdd(kernels, bench) {
    const source = bench.view('float32', [1001, 131], plain, values);
    const index = bench.view('int32', [1001, 131], { ...plain, repeated: [false, true] }, picks);
    const output = bench.view('float32', [50, 131], plain, [0]);
    kernels.scatterAdd(source, 0, index, output);
    return output;
  },
  maxPool2d: (kernels, bench) => pooled(kernels, bench, 'maxPool2d'),
  maxPool2dIndex: (kernels, bench) => pooled(kernels, bench, 'maxPool2dIndex'),
  avgPool2dGrad(kernels, bench) {
    const gradient = bench.view('float32', [3, 37, 10, 9], plain, values);
    const output = bench.view('float32', [3, 37, 30, 28], plain, [7]);
    kernels.avgPool2dGrad(gradient, geometry, output);
    return output;
  },
  layerNorm(kernels, bench) {
    // A layout that is copied to scratch space first.
    const input = bench.view('float32', [1001, 131], { ...plain, order: [0, 1] }, values);
    const [weight, bias] = [1, 2].map(() => bench.view('float32', [131], plain, values));
    const output = bench.view('float32', [1001, 131], plain, [7]);
    kernels.layerNorm(input, weight!, bias!, 1e-5, output);
    return output;
  },
  layerNormGrad(kernels, bench) {
    const gradient = bench.view('float32', [1001, 131], { ...plain, order: [0, 1] }, values);
    const input = bench.view('float32', [1001, 131], plain, values);
    const weight = bench.view('float32', [131], plain, values);
    const output = bench.view('float32', [1003, 131], plain, [7]);
    const sums = { ...output, shape: [2, 131], offset: output.offset + 1001 * 131 };
    kernels.layerNormGrad(gradient, input, weight, 1e-5, { ...output, shape: [1001, 131] }, sums);
    return output;
  },
  crossEntropy(kernels, bench) {
    const logits = bench.view('float32', [1001, 131], plain, values);
    const labels = bench.view('int32', [1001], plain, picks);
    const output = bench.view('float32', [1001], plain, [7]);
    kernels.crossEntropy(logits, labels, null, output);
    return output;
  },
  crossEntropyGrad(kernels, bench) {
    const logits = bench.view('float32', [1001, 131], plain, values);
    const labels = bench.view('int32', [1001], plain, picks);
    const gradient = bench.view('float32', [1001], plain, values);
    const output = bench.view('float32', [1001, 131], plain, [7]);
    kernels.crossEntropyGrad(logits, labels, null, gradient, output);
    return output;
  },
};

const geometry = { kernel: [3, 3], stride: [3, 3], padding: [0, 0], dilation: [1, 1] } as const;

function pooled(
  kernels: WasmKernels,
  bench: TestBench,
  name: 'maxPool2d' | 'maxPool2dIndex',
): ArrayView {
  // A layout that is copied to scratch space first: the threads' row buffers must not meet it.
  const layout = { ...plain, order: [2, 3, 1, 0] };
  const input = bench.view('float32', [3, 37, 30, 28], layout, values);
  const dtype = name === 'maxPool2d' ? 'float32' : 'int32';
  const output = bench.view(dtype, [3, 37, 10, 9], plain, [7]);
  kernels[name](input, geometry, output);
  return output;
}

describe.each(modes)('in mode %s', (mode) => {
  test.each(Object.entries(runs))('%s gives the same bits whatever the team', (_, run) => {
    const [alone, split] = [new TestBench(mode), new TestBench(mode, { team: backwards })].map(
      (bench) => {
        const { data, offset, shape } = run(bench.kernels, bench);
        return data.slice(offset, offset + elementCount(shape));
      },
    );
    expect(split).toEqual(alone);
  });
});
