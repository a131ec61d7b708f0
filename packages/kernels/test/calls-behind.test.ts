import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CpuEngine } from '../src/cpu-engine.ts';
import type { View } from '../src/engine.ts';
import { Arena } from '../src/memory/arena.ts';
import { GrowingBlock } from '../src/memory/growing-block.ts';
import { Residency } from '../src/memory/residency.ts';
import { canShareMemory } from '../src/threads/thread-count.ts';
import { ThreadError, ThreadTeam } from '../src/threads/thread-team.ts';
import { FunctionBuilder } from '../src/wasm/assembler/function-builder.ts';
import { loadF32, storeF32 } from '../src/wasm/assembler/memory-access.ts';
import { compile } from '../src/wasm/assembler/module-builder.ts';
import { f32, i32, valueTypes } from '../src/wasm/assembler/scalars.ts';
import { detectMode } from '../src/wasm/detect-mode.ts';
import { WasmKernels } from '../src/wasm/wasm-kernels.ts';
import { Desk } from './desk.ts';

const side = 24;
const shape = [side, side];

/** Calls what computes one of two parts for both, the second of which begins late. */
type Share = (part: (index: number) => void) => void;

/** One thing that a program does; `a` and `b` pick earlier results. */
interface Move {
  readonly kind: keyof typeof kinds;
  readonly a: number;
  readonly b: number;
  readonly isRead: boolean;
  readonly releases: number | null;
}

/** Without Winograd's algorithm, which needs no tables. */
function convolution(
  desk: Desk,
  a: View,
  b: View,
  [height, width]: readonly [number, number],
  padding: readonly [number, number],
): View {
  const image = { ...a, shape: [1, 1, side, side], strides: [0, 0, side, 1] };
  const weight = { ...b, shape: [1, 1, height, width], strides: [0, 0, side, 1] };
  const dilation = height === 1 ? ([1, 1] as const) : ([2, 2] as const);
  const geometry = { stride: [1, 1], padding, dilation, groups: 1 } as const;
  return desk.into('float32', shape, (to) =>
    desk.engine.conv2d(image, weight, geometry, {
      ...to,
      shape: image.shape,
      strides: image.strides,
    }),
  );
}

/** A number that is made of `sums` ones in float64, in all elements. */
function everywhere(desk: Desk, sums: number, compute: (to: View) => void): View {
  const doubles = desk.into('float64', [sums], compute);
  const floats = desk.into('float32', shape, (to) =>
    desk.engine.copy({ ...doubles, shape, strides: [0, 0], offset: sums - 1 }, to),
  );
  desk.release(doubles);
  return desk.op('mul', [floats, 0.01], shape);
}

/** What adds up to `shape` over the first axes of a larger result that several threads make. */
function summedUp(desk: Desk, sizes: readonly number[], compute: (to: View) => void): View {
  const large = desk.into('float32', [...sizes, ...shape], compute);
  const sum = desk.reduce(
    'sum',
    large,
    sizes.map((_, axis) => axis),
  );
  desk.release(large);
  return desk.op('mul', [sum, 0.01], shape);
}

/** Kernels that go behind, those that this thread runs itself, and what it writes into the memory. */
const kinds = {
  matmul: (desk: Desk, a: View, b: View) =>
    desk.into('float32', shape, (to) => desk.engine.matmul(a, b, to)),
  add: (desk: Desk, a: View, b: View) => desk.op('add', [a, b], shape),
  scale: (desk: Desk, a: View) => desk.op('mul', [a, 0.25], shape),
  transposed: (desk: Desk, a: View) =>
    desk.into('float32', shape, (to) =>
      desk.engine.copy({ ...a, strides: a.strides.toReversed() }, to),
    ),
  softmax: (desk: Desk, a: View) =>
    desk.into('float32', shape, (to) => desk.engine.softmax('softmax', a, to)),
  sums: (desk: Desk, a: View) => {
    const sums = desk.reduce('sum', a, [0]);
    const all = desk.op('mul', [{ ...sums, shape, strides: [0, 1] }, 0.1], shape);
    desk.release(sums);
    return all;
  },
  filled: (desk: Desk, _: View, __: View, i: number) =>
    desk.into('float32', shape, (to) => desk.engine.fill(i / 7, to)),
  fromHost: (desk: Desk, _: View, __: View, i: number) => desk.floats(shape, [i / 3, 0.5, -1]),
  throughDoubles: (desk: Desk, a: View) => {
    const doubles = desk.into('float64', shape, (to) => desk.engine.copy(a, to));
    const floats = desk.into('float32', shape, (to) => desk.engine.copy(doubles, to));
    desk.release(doubles);
    return floats;
  },
  cumulative: (desk: Desk, a: View) =>
    desk.into('float32', shape, (to) => desk.engine.linearScan(0.5, a, 0, to)),
  gathered: (desk: Desk, a: View, b: View) => {
    const index = desk.into('int32', shape, (to) => desk.engine.argSort(b, 1, 'ascending', to));
    const picked = desk.into('float32', shape, (to) => desk.engine.gather(a, 1, index, to));
    desk.release(index);
    return picked;
  },
  products: (desk: Desk, a: View, b: View) =>
    everywhere(desk, 3, (to) => desk.engine.innerProducts('pair', [a, b], to)),
  /** Too many for one call, and too few for two threads. */
  manyProducts: (desk: Desk, a: View, b: View) => {
    const [x, y] = [a, b].map((view) => ({
      ...view,
      shape: [80, ...shape],
      strides: [0, side, 1],
    }));
    return everywhere(desk, 3, (to) => desk.engine.innerProducts('pair', [x!, y!], to));
  },
  zeroSlices: (desk: Desk, a: View) =>
    everywhere(desk, 1, (to) => desk.engine.zeroSlices(a, 1, to)),
  wide: (desk: Desk, a: View, b: View) =>
    summedUp(desk, [80], (to) => {
      const wide = { shape: to.shape, strides: [0, side, 1] };
      desk.engine.pointwise(
        'mul',
        [
          { ...a, ...wide },
          { ...b, ...wide },
        ],
        to,
      );
    }),
  wideConvolved: (desk: Desk, a: View, b: View) =>
    summedUp(desk, [8, 8], (to) => {
      const images = { ...a, shape: to.shape, strides: [0, 0, side, 1] };
      const weight = { ...b, shape: [8, 8, 3, 3], strides: [side, 2, 2 * side, 1] };
      const geometry = { stride: [1, 1], padding: [1, 1], dilation: [1, 1], groups: 1 } as const;
      desk.engine.conv2d(images, weight, geometry, to);
    }),
  /** The second half is late. */
  halves: (desk: Desk, a: View, _: View, __: number, share: Share) =>
    desk.into('float32', shape, (to) =>
      share((part) => {
        const half = { shape: [side / 2, side], offset: part * (shape[0]! / 2) * side };
        const from = { ...a, ...half, offset: a.offset + half.offset };
        desk.engine.copy(from, { ...to, ...half, offset: to.offset + half.offset });
      }),
    ),
  convolved: (desk: Desk, a: View, b: View) => convolution(desk, a, b, [3, 3], [2, 2]),
  convolvedOnce: (desk: Desk, a: View, b: View) => convolution(desk, a, b, [1, 5], [0, 2]),
};
const isKind = (name: string): name is keyof typeof kinds => Object.hasOwn(kinds, name);

const quick = [
  'matmul',
  'add',
  'scale',
  'transposed',
  'softmax',
  'sums',
  'filled',
  'products',
  'fromHost',
  'wide',
  'wideConvolved',
  'halves',
] as const;
const programs: fc.Arbitrary<Move[]> = fc.array(
  fc.record({
    // Most are such as go behind, so that there are long stretches of them.
    kind: fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...quick) },
      { weight: 1, arbitrary: fc.constantFrom(...Object.keys(kinds).filter(isKind)) },
    ),
    a: fc.nat(5),
    b: fc.nat(5),
    isRead: fc.nat(50).map((dice) => dice === 0),
    releases: fc.option(fc.nat(8), { freq: 1 }),
  }),
  { minLength: 200, maxLength: 600, size: 'max' },
);

/** Runs the program, and returns the bits of what was read and of what is alive at its end. */
function run({ desk, team, dawdle }: Contestant, program: readonly Move[]): number[][] {
  const share: Share = (part) =>
    team.run(2, (index) => {
      if (index === 1) dawdle(200_000);
      part(index);
    });
  const alive = [desk.floats(shape, [0.1, -0.2, 0.3, 0.7]), desk.floats(shape, [1, 0.5, -0.25])];
  const read: number[][] = [];
  for (const [i, { kind, a, b, isRead, releases }] of program.entries()) {
    const made = kinds[kind](
      desk,
      alive.at(-1 - (a % alive.length))!,
      alive.at(-1 - (b % alive.length))!,
      i,
      share,
    );
    alive.push(made);
    // So that what comes next is called long before it is run.
    if (i % 8 === 0) dawdle(300_000);
    if (isRead) read.push(desk.bits(made));
    if (releases !== null && alive.length > 3) {
      desk.release(alive.splice(releases % (alive.length - 1), 1)[0]!);
    }
    // Nothing is put off here: it is about when kernels run, not about which.
    desk.engine.settle([made]);
    if (i % 8 === 7) desk.engine.endStep();
  }
  for (const view of alive) {
    read.push(desk.bits(view));
    desk.release(view);
  }
  return read;
}

interface Contestant {
  readonly desk: Desk;
  readonly team: ThreadTeam;
  /** A kernel that takes its time. */
  readonly dawdle: (loops: number) => void;
  /** A kernel that fails if it is told 1. */
  readonly trap: (fails: number) => void;
  /** A kernel that never returns if it is told 1. */
  readonly endless: (loops: number) => void;
}

function contestant(size: number, patienceMilliseconds = 20_000): Contestant {
  const arena = new Arena({ shared: true });
  const options = { size, patienceMilliseconds, trustsBlindly: true, callsAtOnce: 2 };
  const team = new ThreadTeam(arena, options);
  const { memory } = arena;
  const kernels = new WasmKernels({
    memory,
    mode: detectMode(),
    scratch: team.scratch,
    room: new GrowingBlock(arena).take,
    team,
    joinsAll: true,
  });
  const engine = new CpuEngine('wasm', new Residency({ arena, kernels: team }), kernels);
  const trap = trapping(memory);
  const endless = loopingForever(memory);
  return { desk: new Desk(engine), team, dawdle: dawdling(memory), trap, endless };
}

function bitsOf(value: number): number {
  return new Int32Array(Float32Array.of(value).buffer)[0]!;
}

function trapping(memory: WebAssembly.Memory) {
  const f = new FunctionBuilder('trap');
  const fails = f.i32();
  f.if(fails, () => f.do(storeF32(i32(-8), f32(1))));
  return compile(f, memory);
}

function dawdling(memory: WebAssembly.Memory) {
  const f = new FunctionBuilder('dawdle');
  const left = f.i32();
  f.while(left.gt(0), () => f.advance(left, -1));
  return compile(f, memory);
}

describe.runIf(canShareMemory())('kernels behind', () => {
  const [alone, pair] = [contestant(1), contestant(2)];
  beforeAll(() => pair.team.ready());
  afterAll(() => pair.team.stop());

  test('leave the same bits as kernels that run when they are called', () => {
    fc.assert(
      fc.property(programs, (program) => {
        expect(run(pair, program)).toEqual(run(alone, program));
      }),
      { numRuns: 20 },
    );
  });

  /** Kernels that are called in `body` after its second argument run long after that, unless they are waited for. */
  function late(body: (desk: Desk, dawdle: () => void) => View): number[] {
    const { desk, dawdle } = pair;
    // A kernel that the thread doesn't know is waited for: it gets to know them one by one.
    const known = () => {
      for (let i = 0; i < 4; i++) dawdle(0);
    };
    for (let round = 0; round < 12; round++) desk.bits(body(desk, known));
    return desk.bits(
      body(desk, () => {
        known();
        for (let i = 0; i < 3; i++) dawdle(10_000_000);
      }),
    );
  }

  const ones = new Array<number>(side * side).fill(bitsOf(1));

  test('read what was there before this thread wrote into memory that was free by then', () => {
    const copied = late((desk, dawdle) => {
      const x = desk.op('mul', [desk.floats(shape, [1]), 1], shape);
      const zeros = desk.floats(shape, [0]);
      desk.engine.settle([x]);
      dawdle();
      const copy = kinds.transposed(desk, x);
      desk.release(x);
      // They take the place of x.
      desk.engine.settle([desk.op('add', [zeros, zeros], shape)]);
      return copy;
    });
    expect(copied).toEqual(ones);
  });

  test('of a convolution are through with its tables before the next one writes its own', () => {
    const first = (desk: Desk, dawdle: () => void) => {
      const [x, y] = [desk.floats(shape, [1, 2, 3]), desk.floats(shape, [0.5, 0.25])];
      desk.engine.settle([kinds.add(desk, x, y)]);
      dawdle();
      const result = kinds.convolved(desk, x, y);
      kinds.convolvedOnce(desk, x, y);
      return result;
    };
    expect(late(first)).toEqual(alone.desk.bits(first(alone.desk, () => {})));
  });

  test('read each batch that comes from outside, however many are on their way', () => {
    const batches = (desk: Desk, dawdle: () => void) => {
      dawdle();
      let sum = desk.floats(shape, [0]);
      for (let i = 0; i < 60; i++) {
        const batch = desk.floats(shape, [i, -i, 0.5]);
        sum = kinds.add(desk, sum, kinds.transposed(desk, batch));
        desk.engine.settle([sum]);
      }
      return sum;
    };
    expect(late(batches)).toEqual(alone.desk.bits(batches(alone.desk, () => {})));
  });

  test('have filled what moves out of the memory', () => {
    const moved = late((desk, dawdle) => {
      const half = desk.op('mul', [desk.floats(shape, [0.5]), 1], shape);
      desk.engine.settle([half]);
      dawdle();
      const x = desk.op('add', [half, half], shape);
      desk.engine.settle([x]);
      for (let step = 0; step < 6; step++) desk.engine.endStep();
      return x;
    });
    expect(moved).toEqual(ones);
  });
});

/** What adds 1 to the float at an address, or traps where there is no memory. */
function counting(memory: WebAssembly.Memory) {
  const f = new FunctionBuilder('count');
  const address = f.i32();
  f.do(storeF32(address, loadF32(address).add(f32(1))));
  return compile(f, memory);
}

/** The same, and tells whether it was more than 100. */
function countingAloud(memory: WebAssembly.Memory) {
  const f = new FunctionBuilder('countAloud', valueTypes.i32);
  const address = f.i32();
  f.do(storeF32(address, loadF32(address).add(f32(1))));
  f.return(f32(100).lt(loadF32(address)));
  return compile(f, memory);
}

/** What never returns if it is told 1. */
function loopingForever(memory: WebAssembly.Memory) {
  const f = new FunctionBuilder('endless');
  const isEndless = f.i32();
  f.while(isEndless, () => {});
  return compile(f, memory);
}

describe.runIf(canShareMemory())('calls behind', () => {
  function pause(milliseconds: number): void {
    const lasting = performance.now() + milliseconds;
    while (performance.now() < lasting);
  }

  async function teamOf(patienceMilliseconds = 20_000) {
    const arena = new Arena({ shared: true });
    const team = new ThreadTeam(arena, { size: 2, patienceMilliseconds });
    await team.ready();
    const address = arena.allocate(64);
    const numbers = new Float32Array(arena.memory.buffer, address, 16).fill(0);
    const { memory } = arena;
    const [count, endless] = [counting(memory), loopingForever(memory)];
    return {
      team,
      count,
      dawdle: dawdling(memory),
      aloud: countingAloud(memory),
      endless,
      address,
      numbers,
    };
  }

  test('are all made, more than the queue has room for too', async () => {
    const { team, count, address, numbers } = await teamOf();
    for (let i = 0; i < 20_000; i++) count(address + (i % 4) * 4);
    team.catchUp();
    expect([...numbers.subarray(0, 4)]).toEqual([5000, 5000, 5000, 5000]);
    team.stop();
  });

  test('come before parts, before what is to run at once, and before a kernel that answers', async () => {
    const { team, count, aloud, address, numbers } = await teamOf();
    for (let round = 0; round < 50; round++) {
      numbers.fill(0);
      for (let i = 0; i < 100; i++) count(address);
      expect(aloud(address)).toBe(1);
      for (let i = 0; i < 100; i++) count(address);
      team.run(2, (part) => count(address + part * 4));
      for (let i = 0; i < 100; i++) count(address);
      team.atOnce(() => {
        expect(numbers[0]).toBe(302);
        count(address);
        expect(numbers[0]).toBe(303);
      });
    }
    team.stop();
  });

  test('that trap are reported with the name of the kernel, and the next ones work', async () => {
    const { team, count, address, numbers } = await teamOf();
    for (let i = 0; i < 60; i++) count(address);
    const trap = () => {
      for (let i = 0; i < 64; i++) count(i === 5 ? -8 : address);
      // It is given the time to begin: what it has not begun this thread does itself.
      const lasting = performance.now() + 200;
      while (performance.now() < lasting);
      team.catchUp();
    };
    expect(trap).toThrow(
      new ThreadError('1 kernel call failed on another thread (count): a result is incomplete'),
    );
    numbers.fill(0);
    for (let i = 0; i < 100; i++) count(address);
    team.catchUp();
    expect(numbers[0]).toBe(100);
    team.stop();
  });

  test('that trap when this thread has to make them leave none unmade', async () => {
    const { team, count, dawdle, address, numbers } = await teamOf();
    for (let i = 0; i < 60; i++) count(address);
    for (let i = 0; i < 60; i++) dawdle(0);
    team.catchUp();
    numbers.fill(0);
    const trap = () => {
      for (let i = 0; i < 30; i++) dawdle(0);
      // The thread is at this one when the others are taken back.
      for (let i = 0; i < 16; i++) dawdle(3_000_000);
      for (let i = 0; i < 100; i++) count(i === 50 ? -8 : address);
      team.catchUp();
    };
    expect(trap).toThrow();
    expect(numbers[0]).toBe(99);
    team.catchUp();
    team.stop();
  });

  test('that trap leave what comes from the heap as it is', async () => {
    const { desk, team, dawdle, trap } = contestant(2);
    await team.ready();
    for (let i = 0; i < 8; i++) dawdle(0);
    for (let i = 0; i < 8; i++) trap(0);
    const numbers = desk.floats([4], [1, 2, 3, 4]);
    trap(1);
    expect(() => desk.engine.settle([desk.op('mul', [numbers, 1], [4])])).toThrow();
    expect(Array.from(desk.engine.readSync(numbers))).toEqual([1, 2, 3, 4]);
    team.stop();
  });

  test('that never return are an error after a while, and the next ones work', async () => {
    const { team, count, endless, address, numbers } = await teamOf(100);
    // The thread gets to know them.
    for (let i = 0; i < 60; i++) count(address);
    for (let i = 0; i < 60; i++) endless(0);
    const stuck = () => {
      for (let i = 0; i < 60; i++) endless(i === 59 ? 1 : 0);
      for (let i = 0; i < 60; i++) count(address);
      // It is given the time to begin: what it has not begun this thread does itself.
      pause(200);
      team.catchUp();
    };
    expect(stuck).toThrow(ThreadError);
    await team.ready();
    numbers.fill(0);
    for (let i = 0; i < 100; i++) count(address);
    team.catchUp();
    expect(numbers[0]).toBe(100);
    team.stop();
  });

  test('that never return leave what was on its way behind them', async () => {
    const { desk, team, endless } = contestant(2, 100);
    await team.ready();
    const batchBehind = (loops: number) => {
      for (let i = 0; i < 8; i++) endless(i === 4 ? loops : 0);
      const batch = desk.floats(shape, [1, 2, 3]);
      return { batch, copy: kinds.transposed(desk, batch) };
    };
    // The thread gets to know the kernels.
    for (let round = 0; round < 6; round++) desk.bits(batchBehind(0).copy);
    const { batch, copy } = batchBehind(1);
    pause(200);
    expect(() => desk.bits(copy)).toThrow(ThreadError);
    const read = desk.op('mul', [batch, 1], shape);
    const again = desk.op('mul', [desk.floats(shape, [1, 2, 3]), 1], shape);
    expect(desk.bits(read)).toEqual(desk.bits(again));
    team.stop();
  });
});
