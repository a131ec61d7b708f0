import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { createEngine } from '../src/create-engine.ts';
import type { View } from '../src/engine.ts';
import { type PointwiseOp, pointwiseOps } from '../src/pointwise.ts';
import type { Expression } from '../src/wasm/pointwise/expression.ts';
import { decode } from '../src/wasm/pointwise/program.ts';
import { WasmKernels } from '../src/wasm/wasm-kernels.ts';
import { Desk, looks } from './desk.ts';
import { anyValues, modes } from './wasm-views.ts';

type Look = keyof typeof looks;
const isPointwiseOp = (name: string): name is PointwiseOp => Object.hasOwn(pointwiseOps, name);
const isLook = (name: string): name is Look => Object.hasOwn(looks, name);

/** One op of a generated program. */
interface Move {
  readonly op: PointwiseOp;
  /** Which earlier results it reads, and how. */
  readonly picks: readonly { readonly back: number; readonly look: Look }[];
  /** Stands for the second input. */
  readonly number: number | null;
  /** Whether its result is read at once or all are settled, and which earlier one is released. */
  readonly isRead: boolean;
  readonly isSettled: boolean;
  readonly releases: number | null;
}

const pick = fc.record({
  back: fc.nat(6),
  look: fc.oneof(
    { weight: 6, arbitrary: fc.constant<Look>('whole') },
    { weight: 1, arbitrary: fc.constantFrom(...Object.keys(looks).filter(isLook)) },
  ),
});
const moves: fc.Arbitrary<Move[]> = fc.array(
  fc.record({
    op: fc.constantFrom(...Object.keys(pointwiseOps).filter(isPointwiseOp)),
    picks: fc.array(pick, { minLength: 3, maxLength: 3 }),
    number: fc.option(fc.float(), { freq: 3 }),
    isRead: fc.nat(5).map((dice) => dice === 0),
    isSettled: fc.nat(5).map((dice) => dice === 0),
    releases: fc.option(fc.nat(9), { freq: 2 }),
  }),
  { minLength: 1, maxLength: 40 },
);
/** The last is large enough for an output to take an input's place. */
const sides = fc.constantFrom(0, 1, 2, 3, 4, 7, 9, 33, 130);

/** Runs the program, and returns the bits of everything that is alive at its end. */
function run(desk: Desk, side: number, values: readonly number[], program: readonly Move[]) {
  const shape = [side, side];
  const floats: View[] = [
    desk.floats(shape, values),
    desk.floats(
      shape,
      values.map((value) => value / 3),
    ),
  ];
  const bools: View[] = [desk.op('gt', [floats[0]!, floats[1]!], shape)];
  for (const { op, picks, number, isRead, isSettled, releases } of program) {
    const inputs = picks.slice(0, pointwiseOps[op].arity).map(({ back, look }, position) => {
      if (position === 1 && number !== null) return number;
      const isBool = (op === 'where' && position === 0) || (op.startsWith('logical') && back > 3);
      const from = isBool ? bools : floats;
      return looks[look](from[Math.max(0, from.length - 1 - back)]!);
    });
    // One kind of inputs for an op, as above the engine.
    const isMixed = op.startsWith('logical') && new Set(inputs.map(kind)).size > 1;
    const result = desk.op(op, isMixed ? inputs.map(() => floats[0]!) : inputs, shape);
    (pointwiseOps[op].result === 'bool' ? bools : floats).push(result);
    if (isRead) desk.bits(result);
    if (releases !== null && floats.length > 4) {
      const [released] = floats.splice(releases % (floats.length - 2), 1);
      if (released !== undefined) desk.release(released);
    }
    if (isSettled) desk.engine.settle([...bools, ...floats]);
  }
  const results = [...floats, ...bools].map((view) => desk.bits(view));
  for (const view of [...floats, ...bools]) desk.release(view);
  return results;
}

const kind = (input: View | number) => (typeof input === 'number' ? 'float32' : input.buffer.dtype);

function opsIn(expression: Expression): number {
  if ('input' in expression) return 0;
  return expression.args.reduce((sum, argument) => sum + opsIn(argument), 1);
}

describe.each(modes)('in mode %s', (mode) => {
  test('fused ops give what they give one by one, bit for bit', () => {
    const eager = new Desk(createEngine({ mode, threads: 1 }), { isEager: true });
    const lazy = new Desk(createEngine({ mode, threads: 1 }));
    fc.assert(
      fc.property(sides, anyValues, moves, (side, values, program) => {
        const expected = run(eager, side, values, program);
        expect(run(lazy, side, values, program)).toEqual(expected);
        expect(lazy.engine.memory()).toMatchObject({ buffers: 0, bytes: 0 });
      }),
      { numRuns: 150 },
    );
  });

  test.each(Object.keys(pointwiseOps).filter(isPointwiseOp))(
    'long chains of %s compile in pieces that a page can compile at once',
    (op) => {
      const desk = new Desk(createEngine({ mode, threads: 1 }));
      const { arity, result } = pointwiseOps[op];
      if (result === 'bool') return;
      const shape = [3, 5];
      let x = desk.floats(shape, [0.25, 0.5, 2]);
      for (let i = 0; i < 20; i++) {
        const others = [0, 1].map((seed) => looks.firstRow(desk.floats(shape, [seed, i, 1])));
        const condition = desk.op('gt', [others[0]!, x], shape);
        const inputs = op === 'where' ? [condition, ...others] : [x, ...others];
        x = desk.op(op, inputs.slice(0, arity), shape);
      }
      expect(desk.bits(x).length).toBe(15);
    },
  );
});

describe('what is computed more than once', () => {
  const shape = [4];

  /** The number of ops in each loop that `body` runs. */
  function loopsOf(body: (desk: Desk) => void): number[] {
    const evaluate = vi.spyOn(WasmKernels.prototype, 'evaluate');
    body(new Desk(createEngine({ threads: 1 })));
    const loops = evaluate.mock.calls.map(([{ program }]) => decode(program).result);
    evaluate.mockRestore();
    return loops.map(opsIn);
  }

  test('an intermediate that is read a second time is stored then', () => {
    const loops = loopsOf((desk) => {
      const x = desk.floats(shape, [1, 2]);
      const inner = desk.op('mul', [desk.op('add', [x, 1], shape), 2], shape);
      for (let i = 0; i < 4; i++) desk.bits(desk.op('sub', [inner, i], shape));
    });
    // Two ops and the subtraction; then both, of which the caller still holds the first, too.
    expect(loops).toEqual([3, 1, 1, 1, 1, 1]);
  });

  test('state that each step reads and replaces takes one loop', () => {
    const loops = loopsOf((desk) => {
      const gradient = desk.floats(shape, [1, 2]);
      let velocity = desk.floats(shape, [0]);
      let weight = desk.floats(shape, [0]);
      for (let step = 0; step < 4; step++) {
        const [kept, change] = [
          desk.op('mul', [velocity, 0.9], shape),
          desk.op('mul', [gradient, 0.1], shape),
        ];
        const next = desk.op('add', [kept, change], shape);
        const update = desk.op('add', [weight, next], shape);
        for (const used of [kept, change, velocity, weight]) desk.release(used);
        [velocity, weight] = [next, update];
        desk.bits(weight);
      }
    });
    expect(loops).toEqual([4, 3, 4, 3, 4, 3, 4]);
  });

  test('state and what it changes take one loop where both are settled, and no more memory', () => {
    const desk = new Desk(createEngine({ threads: 1 }));
    const large = [130, 130];
    const gradient = desk.floats(large, [1, 2]);
    let velocity = desk.floats(large, [0]);
    let weight = desk.floats(large, [0]);
    const reserved: number[] = [];
    const evaluate = vi.spyOn(WasmKernels.prototype, 'evaluate');
    for (let step = 0; step < 4; step++) {
      const kept = desk.op('mul', [velocity, 0.5], large);
      const next = desk.op('add', [kept, gradient], large);
      const update = desk.op('add', [weight, next], large);
      for (const used of [kept, velocity, weight]) desk.release(used);
      [velocity, weight] = [next, update];
      desk.engine.settle([velocity, weight]);
      reserved.push(desk.engine.memory().reserved);
    }
    expect(evaluate.mock.calls.map(([, , further]) => further.length)).toEqual([1, 1, 1, 1]);
    evaluate.mockRestore();
    expect(new Set(reserved).size).toBe(1);
    expect(desk.engine.memory().buffers).toBe(3);
    // 1 + 1.5 + 1.75 + 1.875
    expect(desk.engine.readSync(weight)[0]).toBe(6.125);
    expect(desk.engine.readSync(velocity)[1]).toBe(3.75);
  });

  test('more ops than can wait are computed by results, not by what leads there', () => {
    const loops = loopsOf((desk) => {
      const x = desk.floats(shape, [1, 2]);
      const results = Array.from({ length: 800 }, (_, i) => {
        const [sum, product] = [desk.op('add', [x, i], shape), desk.op('mul', [x, i], shape)];
        const result = desk.op('sub', [sum, product], shape);
        for (const used of [sum, product]) desk.release(used);
        return result;
      });
      for (const result of results) desk.bits(result);
    });
    expect(loops).toEqual(Array.from({ length: 800 }, () => 3));
  });
});

describe('memory', () => {
  const side = 64;
  const shape = [side, side];
  const bytes = side * side * 4;
  const desk = () => new Desk(createEngine({ threads: 1 }));

  test('an intermediate that is released takes none', () => {
    const d = desk();
    const x = d.floats(shape, [1, 2, 3]);
    const sum = d.op('add', [x, 1], shape);
    const product = d.op('mul', [sum, x], shape);
    d.release(sum);
    const result = d.op('relu', [product], shape);
    d.release(product);
    expect(d.bits(result).length).toBe(side * side);
    const { byOrigin } = d.engine.memory();
    expect(byOrigin).toEqual({
      test: { buffers: 1, bytes },
      relu: { buffers: 1, bytes },
    });
    expect(d.engine.memory().reserved).toBe(
      (() => {
        const other = desk();
        other.bits(other.op('relu', [other.floats(shape, [1])], shape));
        return other.engine.memory().reserved;
      })(),
    );
  });

  test('what nobody reads lets go of its inputs when it is released', () => {
    const d = desk();
    const x = d.floats(shape, [1, 2, 3]);
    const inner = d.op('add', [x, 1], shape);
    const outer = d.op('mul', [inner, 2], shape);
    d.release(x);
    d.release(inner);
    d.release(outer);
    expect(d.engine.memory().buffers).toBe(0);
    expect(() => d.bits(outer)).toThrow('a released buffer was used (made by mul)');
  });

  test('what stays pending over two steps is computed, and its inputs are free', () => {
    const d = desk();
    const x = d.floats(shape, [1, 2, 3]);
    const y = d.op('add', [x, 1], shape);
    d.release(x);
    for (let step = 0; step < 10; step++) d.engine.endStep();
    expect(d.engine.memory()).toMatchObject({ buffers: 0 });
    expect(new Float32Array(Int32Array.from(d.bits(y)).buffer).slice(0, 3)).toEqual(
      Float32Array.of(2, 3, 4),
    );
  });

  test('a program that ends no step and reads nothing does not grow', () => {
    const d = new Desk(createEngine({ threads: 1, softLimit: 1 << 20 }));
    const x = d.floats(shape, [1]);
    for (let i = 0; i < 5000; i++) d.op('add', [x, i], shape);
    expect(d.engine.memory().bytes).toBeLessThan(32 << 20);
  });
});

test.each([1, 2, 3])('on %d threads the results are the same', async (threads) => {
  const shape = [300, 301];
  const compute = (desk: Desk): number[][] => {
    const x = desk.floats(shape, [0.1, -3, 5, 0.7]);
    const row = looks.firstRow(desk.floats(shape, [1, 2, 0.3]));
    const y = desk.op('mul', [desk.op('tanh', [desk.op('add', [x, row], shape)], shape), x], shape);
    const flipped = desk.op('add', [looks.backwards(x), y], shape);
    const positive = desk.op('gt', [flipped, 0], shape);
    return [flipped, positive, desk.op('where', [positive, x, y], shape)].map((v) => desk.bits(v));
  };
  const many = new Desk(createEngine({ threads }));
  compute(many);
  // Threads join when they are up.
  await new Promise((resolve) => setTimeout(resolve, threads > 1 ? 300 : 0));
  expect(compute(many)).toEqual(compute(new Desk(createEngine({ threads: 1 }))));
});
