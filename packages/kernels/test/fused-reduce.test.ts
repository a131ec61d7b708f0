import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { elementCount } from '../src/array-view.ts';
import { createEngine } from '../src/create-engine.ts';
import type { View } from '../src/engine.ts';
import { Desk } from './desk.ts';
import { anyValues, modes, shapes } from './wasm-views.ts';

const ops = ['sum', 'max', 'min'] as const;

/** A chain over `shape` with a broadcast input in it. */
function chain(desk: Desk, shape: readonly number[], values: readonly number[]): View {
  const x = desk.floats(shape, values);
  const one = desk.floats([1], values.slice(0, 1));
  const repeated = { ...one, shape, strides: shape.map(() => 0) };
  const last = shape.map((_, axis) => (axis === shape.length - 1 ? 1 : 0));
  const row = { ...desk.floats([shape.at(-1) ?? 1], values), shape, strides: last };
  const sum = desk.op('add', [desk.op('mul', [x, repeated], shape), row], shape);
  return desk.op('tanh', [sum], shape);
}

describe.each(modes)('in mode %s', (mode) => {
  const [one, two, three] = [1, 2, 3].map((threads) => createEngine({ mode, threads }));
  const eager = new Desk(createEngine({ mode, threads: 1 }), { isEager: true });
  const desks = [one!, two!, three!].map((engine) => new Desk(engine));

  beforeAll(async () => {
    const big = [64, 1024];
    for (const desk of desks) desk.bits(chain(desk, big, [1]));
    // Threads join when they are up.
    await new Promise((resolve) => setTimeout(resolve, 400));
  });
  /** Compares every engine's result with that of the chain and the reduction one by one. */
  function expectSame(
    op: (typeof ops)[number],
    shape: readonly number[],
    values: readonly number[],
    axes: readonly number[],
  ): void {
    const expected = eager.bits(eager.reduce(op, chain(eager, shape, values), axes));
    for (const desk of desks) {
      const input = chain(desk, shape, values);
      expect(desk.bits(desk.reduce(op, input, axes))).toEqual(expected);
      expect(desk.bits(desk.reduce(op, input, axes))).toEqual(expected);
    }
  }

  test.each(ops)('%s of a chain is what it is of the stored chain', (op) => {
    const full = shapes.filter((shape) => elementCount(shape) > 0 || op === 'sum');
    const reduced = fc.array(fc.boolean(), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(full, reduced, anyValues, (shape, reduced, values) => {
        const axes = shape.map((_, axis) => axis).filter((axis) => reduced[axis]);
        expectSame(op, shape, values, axes);
      }),
      { numRuns: 60 },
    );
  });

  const values = Array.from({ length: 997 }, (_, i) => Math.fround(Math.sin(i * 1.7)));
  test.each([
    [[100_003], [0]],
    [
      [331, 307],
      [0, 1],
    ],
    [[331, 307], [1]],
    [[331, 307], [0]],
    [[3, 40_001], [1]],
    [[40_001, 3], [0]],
    [[5, 9000, 3], [1]],
    [[40, 70_000], [0]],
    [
      [8, 16, 20, 21],
      [0, 2, 3],
    ],
  ])('the same on 1, 2 and 3 threads: %j over %j', (shape, axes) => {
    expectSame('sum', shape, values, axes);
  });
});

test('a chain that ends in a reduction takes no memory', () => {
  const desk = new Desk(createEngine({ threads: 1 }));
  const shape = [1 << 20];
  const x = desk.floats(shape, [1, 2]);
  const square = desk.op('square', [x], shape);
  const sum = desk.reduce('sum', square, [0]);
  desk.release(square);
  expect(new Float32Array(Int32Array.from(desk.bits(sum)).buffer)[0]).toBe(5 * 2 ** 19);
  const { bytes, reserved } = desk.engine.memory();
  expect(bytes).toBe(4 * 2 ** 20 + 4);
  expect(reserved).toBeLessThan(8 * 2 ** 20);
});
