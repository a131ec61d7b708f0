import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PointwiseOp, pointwiseOps } from '../src/pointwise.ts';
import { supports } from '../src/wasm/detect-mode.ts';
import { definitions } from '../src/wasm/pointwise/definitions.ts';
import {
  anyValues,
  expectClose,
  layouts,
  modes,
  plain,
  reference,
  shapes,
  TestBench,
  ulpDistance,
} from './wasm-views.ts';

/** Ops whose results are rounded more than once. All others have one right answer. */
const tolerances: Partial<Record<PointwiseOp, number>> = {
  exp: 2,
  expm1: 3,
  log: 2,
  log1p: 3,
  tanh: 2,
  sigmoid: 3,
  erf: 2,
  rsqrt: 1,
  pow: 1,
  // -0.5 rounds to -0 as in IEEE 754, to 0 in the reference; with a tolerance zeros are equal.
  round: 1,
};
const isPointwiseOp = (name: string): name is PointwiseOp => Object.hasOwn(pointwiseOps, name);
const defined = Object.keys(definitions).filter(isPointwiseOp);

test('this runtime has vectors', () => {
  expect(supports('simd')).toBe(true);
});

describe.each(modes)('pointwise in mode %s', (mode) => {
  const bench = new TestBench(mode);

  test.each(defined)('%s is what the reference kernel gives', (op) => {
    const { arity, result } = pointwiseOps[op];
    const input = fc.record({ layout: layouts, values: anyValues });
    const operand = fc.oneof(
      { weight: 4, arbitrary: input },
      { weight: 1, arbitrary: fc.float().map((number) => ({ number })) },
    );
    const operands = fc.array(operand, { minLength: arity, maxLength: arity });
    fc.assert(
      fc.property(shapes, operands, (shape, operands) => {
        bench.reset();
        const inputs = operands.map((operand, index) => {
          if ('number' in operand) return operand.number;
          if (op !== 'where' || index > 0) {
            return bench.view('float32', shape, operand.layout, operand.values);
          }
          const truths = operand.values.map((value) => Number(value > 0));
          return bench.view('bool', shape, operand.layout, truths);
        });
        const { actual, expected } = bench.results(result === 'bool' ? 'bool' : 'float32', shape);
        bench.kernels.pointwise(op, inputs, actual);
        reference.pointwise(op, inputs, expected);
        expectClose(actual, expected, tolerances[op] ?? 0);
      }),
    );
  });

  test.each(['exp', 'expm1', 'log', 'log1p', 'tanh', 'sigmoid', 'erf'] as const)(
    '%s is within its bound for float32 numbers of every sign and exponent',
    (op) => {
      bench.reset();
      const count = 2 ** 19;
      const input = bench.view('float32', [count], plain, []);
      const bits = new Int32Array(bench.memory.buffer, input.offset * 4, count);
      for (let i = 0; i < count; i++) bits[i] = i * 8192 + ((i * 7919) & 8191);
      const { actual } = bench.results('float32', [count]);
      bench.kernels.pointwise(op, [input], actual);
      const { evaluate }: { evaluate(x: number, y: number, z: number): number } = pointwiseOps[op];
      let worst = 0;
      for (let i = 0; i < count; i++) {
        const exact = Math.fround(evaluate(input.data[input.offset + i]!, 0, 0));
        worst = Math.max(worst, ulpDistance(actual.data[actual.offset + i]!, exact));
      }
      expect(worst).toBeLessThanOrEqual(tolerances[op] ?? 0);
    },
  );

  test('pow is within its bound over all bases and exponents, and in the corners', () => {
    bench.reset();
    const corners = [0, -0, 1, -1, 2, -2, 0.5, -0.5, 3, -3, 1e-45, 1e38, -1e38, 16777217];
    const all = [...corners, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const random = fc.sample(fc.tuple(fc.float(), fc.float()), { numRuns: 20_000, seed: 7 });
    const moderate = random.map(([x], i): [number, number] => [
      Math.abs(x) % 10,
      (i % 400) / 10 - 20,
    ]);
    const pairs = [...all.flatMap((x) => all.map((y) => [x, y] as const)), ...random, ...moderate];
    const [x, y] = [0, 1].map((side) => {
      const values = pairs.map((pair) => pair[side]!);
      return bench.view('float32', [pairs.length], plain, values);
    });
    const { actual, expected } = bench.results('float32', [pairs.length]);
    bench.kernels.pointwise('pow', [x!, y!], actual);
    reference.pointwise('pow', [x!, y!], expected);
    expectClose(actual, expected, 1);
  });

  test('an element does not depend on its position', () => {
    bench.reset();
    const { actual } = bench.results('float32', [23]);
    bench.kernels.pointwise('exp', [bench.view('float32', [23], plain, [0.7])], actual);
    const results = actual.data.slice(actual.offset, actual.offset + 23);
    expect(new Set(results).size).toBe(1);
  });
});
