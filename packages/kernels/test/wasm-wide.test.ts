import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ArrayView } from '../src/array-view.ts';
import { supports } from '../src/wasm/detect-mode.ts';
import { joinsRightly } from '../src/wasm/pointwise/joined-loop.ts';
import { convCase, convCases } from './conv-cases.ts';
import { expectClose, type Layout, layouts, plain, TestBench } from './wasm-views.ts';

/** A kernel's operands, and its result's shape. */
interface Work {
  readonly shapes: readonly (readonly number[])[];
  readonly result: readonly number[];
  readonly run: (bench: TestBench, operands: readonly ArrayView[], output: ArrayView) => void;
}

const values = fc.array(fc.float({ min: -10, max: 10, noNaN: true }), {
  minLength: 7,
  maxLength: 97,
});

// What is joined is the arithmetic of both; it is each mode's own tests that say whether it is right.
describe.runIf(supports('wide'))('modes wide and relaxed have the same bits', () => {
  const benches = [new TestBench('wide'), new TestBench('relaxed')] as const;

  function expectSameBits(work: Work, data: readonly number[], layout: Layout = plain): void {
    const [wide, relaxed] = benches.map((bench) => {
      bench.reset();
      const operands = work.shapes.map((shape) => bench.view('float32', shape, layout, data));
      const output = bench.view('float32', work.result, plain, [7]);
      work.run(bench, operands, output);
      return output;
    });
    expectClose(wide!, relaxed!);
  }

  test('matmul', () => {
    const size = fc.integer({ min: 1, max: 300 });
    fc.assert(
      fc.property(size, size, size, values, layouts, (m, k, n, data, layout) => {
        const shapes = [[m, k] as const, [k, n] as const];
        expectSameBits(
          {
            shapes,
            result: [m, n],
            run: ({ kernels }, [a, b], output) => kernels.matmul(a!, b!, output),
          },
          data,
          layout,
        );
      }),
      { numRuns: 100 },
    );
  });

  const stored = 'of expressions that are stored in part and that V8 joins wrongly';
  test(`${stored}: twice the same operand`, () => {
    const R = { op: 'rsqrt', args: [{ input: 0 }] } as const;
    const log = { op: 'log', args: [{ op: 'sign', args: [R] }] } as const;
    const floor = { op: 'floor', args: [{ op: 'maximum', args: [R, R] }] } as const;
    const loop = { result: { op: 'add', args: [log, floor] }, stored: [R] } as const;
    const memory = new WebAssembly.Memory({ initial: 1 });
    expect(joinsRightly(loop, ['adjacent'], memory)).toBe(false);
    expect(joinsRightly({ ...loop, stored: [] }, ['adjacent'], memory)).toBe(true);
  });

  test(`${stored}: half a number is lost between rows`, () => {
    const x = { input: 0 } as const;
    const one = { op: 'div', args: [x, x] } as const;
    const sign = { op: 'sign', args: [one] } as const;
    const inverse = { op: 'reciprocal', args: [x] } as const;
    const loop = {
      result: { op: 'log', args: [{ op: 'maximum', args: [sign, sign] }] },
      stored: [
        { op: 'minimum', args: [x, x] },
        { op: 'mul', args: [inverse, inverse] },
        { op: 'neg', args: [{ op: 'sign', args: [inverse] }] },
        one,
      ],
    } as const;
    expect(joinsRightly(loop, ['number'], new WebAssembly.Memory({ initial: 1 }))).toBe(false);
  });

  const depthwise = fc
    .tuple(
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 3, max: 40 }),
      fc.integer({ min: 3, max: 40 }),
      fc.constantFrom(1, 2, 3),
      fc.constantFrom(1, 2),
    )
    .map(([n, channels, rows, columns, kernel, stride]) =>
      convCase([n, channels, rows, columns], [channels, 1, kernel, kernel], {
        groups: channels,
        stride: [stride, stride],
        padding: [1, 1],
      }),
    );
  const byWinograd = fc
    .tuple(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 8, max: 40 }),
      fc.integer({ min: 4, max: 20 }),
    )
    .map(([n, channels, size]) =>
      convCase([n, channels, size, size], [24, channels, 3, 3], { padding: [1, 1] }),
    );

  test.each([
    ['of all kinds', convCases],
    ["by Winograd's algorithm", byWinograd],
    ['of one channel each', depthwise],
  ])('convolutions %s, and their gradients', (_, cases) => {
    fc.assert(
      fc.property(cases, values, ({ input, weight, output, geometry }, data) => {
        const forward: Work = {
          shapes: [input, weight],
          result: output,
          run: ({ kernels }, [x, w], y) => kernels.conv2d(x!, w!, geometry, y),
        };
        const gradInput: Work = {
          shapes: [output, weight],
          result: input,
          run: ({ kernels }, [g, w], y) => kernels.conv2dGradInput(g!, w!, geometry, y),
        };
        const gradWeight: Work = {
          shapes: [input, output],
          result: weight,
          run: ({ kernels }, [x, g], y) => kernels.conv2dGradWeight(x!, g!, geometry, y),
        };
        for (const work of [forward, gradInput, gradWeight]) expectSameBits(work, data);
      }),
      { numRuns: 60 },
    );
  });
});
