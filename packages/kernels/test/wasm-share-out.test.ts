import { describe, expect, test } from 'vitest';
import { type ArrayView, elementCount } from '../src/array-view.ts';
import type { Team } from '../src/threads/team.ts';
import type { WasmKernels } from '../src/wasm/wasm-kernels.ts';
import { modes, plain, TestBench } from './wasm-views.ts';

/** Parts may run in any order: these run backwards. */
const backwards: Team = {
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
};

describe.each(modes)('in mode %s', (mode) => {
  test.each(Object.entries(runs))('%s gives the same bits whatever the team', (_, run) => {
    const [alone, split] = [new TestBench(mode), new TestBench(mode, backwards)].map((bench) => {
      const { data, offset, shape } = run(bench.kernels, bench);
      return data.slice(offset, offset + elementCount(shape));
    });
    expect(split).toEqual(alone);
  });
});
