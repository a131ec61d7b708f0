import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ArrayView, contiguousStrides, elementCount } from '../src/array-view.ts';
import { createEngine } from '../src/create-engine.ts';
import type { ConvGeometry } from '../src/kernels.ts';
import { Arena } from '../src/memory/arena.ts';
import { GrowingBlock } from '../src/memory/growing-block.ts';
import { canShareMemory } from '../src/threads/thread-count.ts';
import { ThreadError, ThreadTeam } from '../src/threads/thread-team.ts';
import { FunctionBuilder } from '../src/wasm/assembler/function-builder.ts';
import { loadF32, storeF32 } from '../src/wasm/assembler/memory-access.ts';
import { compile } from '../src/wasm/assembler/module-builder.ts';
import { f32, i32 } from '../src/wasm/assembler/scalars.ts';
import { WasmKernels } from '../src/wasm/wasm-kernels.ts';
import { convCase } from './conv-cases.ts';
import { modes } from './wasm-views.ts';

/** Kernels on a team, with float32 views in the team's memory. */
class Crew {
  readonly arena = new Arena({ shared: true });
  readonly team: ThreadTeam;
  readonly kernels: WasmKernels;
  #taken: { address: number; bytes: number }[] = [];

  constructor(size: number, mode: (typeof modes)[number]) {
    this.team = new ThreadTeam(this.arena, { size });
    const { memory } = this.arena;
    const { scratch } = this.team;
    const room = new GrowingBlock(this.arena).take;
    this.kernels = new WasmKernels({
      memory,
      mode,
      scratch,
      room,
      team: this.team,
      joinsAll: true,
    });
  }

  view(shape: readonly number[], value: (index: number) => number): ArrayView {
    const count = elementCount(shape);
    const address = this.arena.allocate(count * 4);
    this.#taken.push({ address, bytes: count * 4 });
    const data = new Float32Array(this.arena.memory.buffer);
    const offset = address / 4;
    for (let i = 0; i < count; i++) data[offset + i] = value(i);
    return { dtype: 'float32', data, offset, shape, strides: contiguousStrides(shape) };
  }

  bits({ offset, shape }: ArrayView): number[] {
    this.team.catchUp();
    const bytes = this.arena.memory.buffer;
    return Array.from(new Int32Array(bytes, offset * 4, elementCount(shape)));
  }

  /** Frees all views. */
  reset(): void {
    for (const { address, bytes } of this.#taken) this.arena.free(address, bytes);
    this.#taken = [];
  }
}

/** Numbers whose sums are rounded, so that another order of additions shows. */
const value = (seed: number) => (index: number) => Math.fround(Math.sin(seed + index * 1.7));

describe.runIf(canShareMemory()).each(modes)('in mode %s', (mode) => {
  const crews = [1, 2, 3, 8].map((size) => new Crew(size, mode));
  beforeAll(() => Promise.all(crews.map(({ team }) => team.ready())));
  afterAll(() => {
    for (const { team } of crews) team.stop();
  });

  /** Runs the same on every crew, and compares the results bit by bit. */
  function expectSame(compute: (crew: Crew) => ArrayView): void {
    const [alone, ...others] = crews.map((crew) => {
      const bits = crew.bits(compute(crew));
      crew.reset();
      return bits;
    });
    for (const bits of others) expect(bits).toEqual(alone);
  }

  test('matmul gives the same bits on 1, 2, 3 and 8 threads', () => {
    const size = fc.integer({ min: 1, max: 200 });
    const batch = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 1 });
    fc.assert(
      fc.property(batch, size, fc.integer({ min: 250, max: 600 }), size, (batch, m, k, n) => {
        expectSame((crew) => {
          const [a, b] = [crew.view([...batch, m, k], value(1)), crew.view([k, n], value(2))];
          const shared = { ...b, shape: [...batch, k, n], strides: [...batch.map(() => 0), n, 1] };
          const output = crew.view([...batch, m, n], () => Number.NaN);
          crew.kernels.matmul(a, shared, output);
          return output;
        });
      }),
      { numRuns: 15 },
    );
  });

  test.each(['softmax', 'logSoftmax'] as const)('%s too', (op) => {
    expectSame((crew) => {
      const output = crew.view([301, 300], () => Number.NaN);
      crew.kernels.softmax(op, crew.view([301, 300], value(1)), output);
      return output;
    });
  });

  test.each(['square', 'pair', 'change'] as const)('innerProducts too: %s', (form) => {
    expectSame((crew) => {
      const [x, y] = [crew.view([500_001], value(1)), crew.view([500_001], value(2))];
      // Room for float64 sums, looked at as pairs of float32.
      const output = crew.view([form === 'pair' ? 6 : 4], () => Number.NaN);
      const to: ArrayView = {
        ...output,
        dtype: 'float64',
        data: new Float64Array(crew.arena.memory.buffer),
        offset: output.offset / 2,
      };
      crew.kernels.innerProducts(form, form === 'square' ? [x] : [x, y], to);
      return output;
    });
  });

  test('layer normalization and its gradients too', () => {
    expectSame((crew) => {
      const [rows, columns] = [901, 300];
      const [x, g] = [crew.view([rows, columns], value(1)), crew.view([rows, columns], value(2))];
      const [w, b] = [crew.view([columns], value(3)), crew.view([columns], value(4))];
      const all = crew.view([2 * rows + 2, columns], () => Number.NaN);
      const part = (row: number, count: number): ArrayView => ({
        ...all,
        offset: all.offset + row * columns,
        shape: [count, columns],
      });
      crew.kernels.layerNorm(x, w, b, 1e-5, part(0, rows));
      const ofParameters = part(2 * rows, 2);
      crew.kernels.layerNormGrad(g, x, w, 1e-5, part(rows, rows), ofParameters);
      return part(2 * rows - 99, 101);
    });
  });

  const convolutions: [string, number[], number[], Partial<ConvGeometry>][] = [
    ['several images', [9, 16, 12, 12], [24, 16, 3, 3], { padding: [1, 1] }],
    ['one image', [1, 32, 20, 20], [40, 32, 3, 3], { padding: [1, 1] }],
    ['four sums of images', [18, 8, 12, 12], [16, 8, 3, 3], { padding: [1, 1] }],
    ['a stride', [13, 16, 17, 16], [32, 16, 3, 3], { stride: [2, 2], padding: [1, 1] }],
    ['1x1', [4, 64, 10, 10], [48, 64, 1, 1], {}],
    ['a stride larger than the kernel', [2, 64, 16, 16], [32, 64, 1, 1], { stride: [2, 2] }],
    ['the same in groups', [3, 64, 17, 16], [64, 8, 2, 2], { stride: [3, 3], groups: 8 }],
    ['groups', [2, 32, 16, 16], [32, 8, 3, 3], { groups: 4 }],
    ['depthwise', [2, 64, 32, 32], [64, 1, 3, 3], { padding: [1, 1], groups: 64 }],
  ];
  test.each(convolutions)('convolutions too: %s', (_, input, weight, geometry) => {
    const shapes = convCase(input, weight, geometry);
    for (const [name, x, y, result] of [
      ['conv2d', 'input', 'weight', 'output'],
      ['conv2dGradInput', 'output', 'weight', 'input'],
      ['conv2dGradWeight', 'input', 'output', 'weight'],
    ] as const) {
      expectSame((crew) => {
        const output = crew.view(shapes[result], () => Number.NaN);
        const [a, b] = [crew.view(shapes[x], value(1)), crew.view(shapes[y], value(2))];
        crew.kernels[name](a, b, shapes.geometry, output);
        return output;
      });
    }
  });
});

/** A kernel that doubles the float at an address, or traps where there is no memory. */
function doubling(memory: WebAssembly.Memory) {
  const f = new FunctionBuilder('double');
  const address = f.i32();
  f.do(storeF32(address, loadF32(address).add(loadF32(address))));
  return compile(f, memory);
}

/** A kernel that makes 2 x + 1 of the float x at an address, after so many turns of a loop. */
function lateChange(memory: WebAssembly.Memory) {
  const f = new FunctionBuilder('lateChange');
  const [address, left] = [f.i32(), f.i32()];
  f.while(left.gt(0), () => f.advance(left, -1));
  const x = loadF32(address);
  f.do(storeF32(address, x.add(x).add(f32(1))));
  return compile(f, memory);
}

/** A kernel that never returns. */
function loopingForever(memory: WebAssembly.Memory) {
  const f = new FunctionBuilder('endless');
  f.repeat(() => i32(1));
  return compile(f, memory);
}

describe.runIf(canShareMemory())('a team', () => {
  async function teamOf(size: number, patienceMilliseconds = 20_000) {
    const arena = new Arena({ shared: true });
    const team = new ThreadTeam(arena, { size, patienceMilliseconds });
    await team.ready();
    const double = doubling(arena.memory);
    const endless = loopingForever(arena.memory);
    const address = arena.allocate(64 * 4);
    const all = new Float32Array(arena.memory.buffer, address, 64).fill(1);
    /** Where all kernels have run. */
    const numbers = () => {
      team.catchUp();
      return all;
    };
    return { arena, team, double, endless, address, numbers };
  }

  test('calls every part once, whatever their number, nested or not', async () => {
    const { team, double, address, numbers } = await teamOf(3);
    team.run(64, (part) => team.run(2, () => double(address + part * 4)));
    expect([...numbers()]).toEqual(new Array(64).fill(4));
    team.run(0, () => double(address));
    expect(numbers()[0]).toBe(4);
    team.stop();
  });

  test('a part that a busy thread has not begun is done once all the same', async () => {
    const { team, double, address, numbers } = await teamOf(2);
    for (let round = 0; round < 200; round++) {
      numbers().fill(1);
      // The second part is long: the fourth, in the same queue, is taken back.
      team.run(4, (part) => {
        for (let i = 0; i < (part === 1 ? 50 : 1); i++) double(address + part * 4);
      });
      expect([...numbers().subarray(0, 4)]).toEqual([2, 2 ** 50, 2, 2]);
    }
    team.stop();
  });

  test('takes more calls than its queue has room for', async () => {
    const { team, double, address, numbers } = await teamOf(2);
    team.run(2, (part) => {
      for (let i = 0; i < 20_000; i++) double(address + part * 4 + (i % 8) * 8);
    });
    expect(
      numbers()
        .subarray(0, 16)
        .every((x) => x === Number.POSITIVE_INFINITY),
    ).toBe(true);
    team.stop();
  });

  /** Runs two parts, the first one so long that the other thread begins the second, and waits for it. */
  function runTogether(team: ThreadTeam, second: () => void): void {
    beginTogether(team, second);
    team.catchUp();
  }

  /** The same without waiting. */
  function beginTogether(team: ThreadTeam, second: () => void): void {
    const [lasting, called] = [performance.now() + 100, new Set<number>()];
    team.run(2, (part) => {
      if (part === 0) while (performance.now() < lasting);
      // A part that is taken back is called again; then this thread would do it.
      else if (!called.has(part)) second();
      called.add(part);
    });
  }

  test('reports a kernel that trapped on another thread, and goes on', async () => {
    const { team, double, address, numbers } = await teamOf(2);
    expect(() => runTogether(team, () => double(-8))).toThrow(
      new ThreadError('1 kernel call failed on another thread (double): a result is incomplete'),
    );
    team.run(2, (part) => double(address + part * 4));
    expect([...numbers().subarray(0, 2)]).toEqual([2, 2]);
    team.stop();
  });

  test('an error in a part reaches the caller, and the next call works', async () => {
    const { team, double, address, numbers } = await teamOf(2);
    const run = () =>
      team.run(2, (part) => {
        if (part === 0) throw new RangeError('no');
        double(address);
      });
    expect(run).toThrow(new RangeError('no'));
    numbers().fill(1);
    team.run(2, (part) => double(address + part * 4));
    expect([...numbers().subarray(0, 2)]).toEqual([2, 2]);
    team.stop();
  });

  describe('when a thread is late with its part', () => {
    const turns = 600_000_000;
    /** As many as the module of a small kernel takes. */
    const blockBytes = 192;

    /** What becomes of a 1 that a late part makes a 3, after what is called in the meantime. */
    async function meanwhile(
      size: number,
      body: (crew: Awaited<ReturnType<typeof teamOf>> & { place: number; free(): void }) => void,
    ): Promise<number> {
      const crew = await teamOf(size);
      const { team, arena } = crew;
      const { memory } = arena;
      const change = lateChange(memory);
      const place = arena.allocate(blockBytes);
      const view = new Float32Array(memory.buffer, place, 1).fill(1);
      // The thread gets to know the kernels.
      for (const kernel of [change, crew.double]) runTogether(team, () => kernel(crew.address, 0));
      const began = performance.now() + 50;
      team.run(2, (part) => {
        if (part === 1) change(place, turns);
        else while (performance.now() < began);
      });
      body({ ...crew, place, free: () => arena.free(place, blockBytes) });
      team.catchUp();
      team.stop();
      return view[0]!;
    }

    test('this thread begins its next part after that', async () => {
      const next = meanwhile(2, ({ team, double, place, address }) =>
        team.run(2, (part) => double(part === 0 ? place : address)),
      );
      expect(await next).toBe(6);
    });

    test('a third thread does, too', async () => {
      const next = meanwhile(3, ({ team, double, place, address }) =>
        team.run(3, (part) => double(part === 2 ? place : address + part * 4)),
      );
      expect(await next).toBe(6);
    });

    test('a kernel of its own comes after that', async () => {
      expect(await meanwhile(2, ({ double, place }) => void double(place))).toBe(6);
    });

    test('what is written comes after that', async () => {
      const next = meanwhile(2, ({ team, place }) =>
        team.write({ data: Float32Array.of(7), address: place, isAwaited: () => true }),
      );
      expect(await next).toBe(7);
    });

    test('an error in the next run leaves it waited for', async () => {
      const next = meanwhile(2, ({ team }) => {
        const run = () =>
          team.run(2, (part) => {
            if (part === 1) throw new RangeError('no');
          });
        expect(run).toThrow(new RangeError('no'));
      });
      expect(await next).toBe(3);
    });

    test('the next part gets its scratch space by then', async () => {
      const { team, arena, double, address } = await teamOf(2);
      const change = lateChange(arena.memory);
      const place = arena.allocate(64);
      const view = new Float32Array(arena.memory.buffer, place, 1).fill(1);
      const seen: number[] = [];
      const runs = (turnsOfLate: number) => {
        for (const kernel of [() => change(place, turnsOfLate), () => double(address)]) {
          beginTogether(team, () => {
            team.scratch(1000);
            seen.push(view[0]!);
            kernel();
          });
        }
      };
      // The first time blocks are new.
      for (const turnsOfLate of [0, 0, turns]) runs(turnsOfLate);
      team.catchUp();
      // Twice 2 x + 1; the late one has not come to it when the next part has its space.
      expect(seen.at(-1)).toBe(7);
      expect(view[0]).toBe(15);
      team.stop();
    });

    test('scratch space of the next part is somewhere else', async () => {
      const taken: number[] = [];
      const next = meanwhile(2, ({ team, arena, free, address, double }) => {
        free();
        team.run(2, (part) => {
          const scratch = team.scratch(blockBytes);
          new Float32Array(arena.memory.buffer, scratch, 1).fill(5);
          taken.push(scratch);
          double(address + part * 4);
        });
      });
      // It may be there once the late part is over.
      expect([3, 5]).toContain(await next);
      expect(taken.length).toBeGreaterThan(1);
    });

    test('the module of the next kernel, too', async () => {
      const next = meanwhile(2, ({ team, arena, free, address }) => {
        free();
        const f = new FunctionBuilder('another');
        f.do(storeF32(f.i32(), f32(1)));
        const another = compile(f, arena.memory);
        runTogether(team, () => another(address));
      });
      await expect(next).resolves.toBeTypeOf('number');
    });
  });

  test('a thread that does not answer is an error, and the next call works', async () => {
    const { team, double, endless, address, numbers } = await teamOf(2, 100);
    const stuck = () => runTogether(team, endless);
    expect(stuck).toThrow(/^a thread has not answered for 0.1 s/);
    await team.ready();
    numbers().fill(1);
    team.run(2, (part) => double(address + part * 4));
    expect([...numbers().subarray(0, 2)]).toEqual([2, 2]);
    team.stop();
  });
});

test.each([0, -1, 1.5, Number.NaN])('%d threads are refused', (threads) => {
  expect(() => createEngine({ threads })).toThrow(`threads: expected a whole number from 1 to 32`);
});

/** Set by vitest.browser.config.ts: what the page's headers ask for. */
declare const ISOLATED: boolean;

describe.runIf(typeof crossOriginIsolated === 'boolean')('in a page', () => {
  test('memory is shared where the page is cross-origin isolated, and only there', () => {
    expect(crossOriginIsolated).toBe(ISOLATED);
    expect(canShareMemory()).toBe(crossOriginIsolated);
  });
});

test('an engine that is given more threads than the page allows works all the same', () => {
  const engine = createEngine({ threads: 8 });
  const matrix = (values: Float32Array) => ({
    buffer: engine.adopt('float32', values, 'test'),
    shape: [100, 100],
    strides: [100, 1],
    offset: 0,
  });
  const [a, b] = [
    matrix(new Float32Array(10_000).fill(2)),
    matrix(new Float32Array(10_000).fill(3)),
  ];
  const c = { ...a, buffer: engine.allocate('float32', 10_000, 'test') };
  engine.matmul(a, b, c);
  expect(new Set(engine.readSync(c))).toEqual(new Set([600]));
});
