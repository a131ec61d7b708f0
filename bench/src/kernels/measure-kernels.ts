import { setTimeout as pause } from 'node:timers/promises';
import { createEngine, type Engine } from '@plumbline/kernels';
import { best } from '../../../packages/kernels/bench/peak.ts';
import { limitsLine } from '../compare/report.ts';
import { better, type Limits, measureLimits } from '../limits/limits.ts';
import { describeMachine, machineLine } from '../machine.ts';
import { casesOf } from './all-cases.ts';
import { type Family, families, type KernelCase } from './kernel-case.ts';
import { matmulCases } from './matmul-cases.ts';

export interface KernelOptions {
  readonly threads: number;
  readonly family?: Family;
  readonly quick: boolean;
}

interface KernelFigure {
  readonly family: Family;
  readonly name: string;
  readonly microseconds: number;
  readonly value: number;
  readonly unit: 'GFLOP/s' | 'GB/s';
  /** Of the machine's limit: 1 is all of it. */
  readonly share: number;
}

/** Measures every kernel beside the machine's limits, says a line each, and returns all of it. */
export async function measureKernels(
  { threads, family, quick }: KernelOptions,
  say: (line: string) => void,
): Promise<object> {
  const machine = describeMachine();
  say(machineLine(machine));
  let limits = await measureLimits(threads, quick ? 200 : 1000);
  const engine = await warmEngine(threads);
  const figures: KernelFigure[] = [];
  for (const each of families) {
    if (family !== undefined && each !== family) continue;
    // Again for each family: what disturbs a measurement of the limits makes shares too large.
    limits = better(limits, await measureLimits(threads, quick ? 200 : 1000));
    say(`\n${limitsLine(limits)}`);
    for (const kernel of casesOf[each]) {
      const figure = measure(kernel, engine, limits, quick ? 40 : 400);
      figures.push(figure);
      say(line(figure));
    }
  }
  return { date: new Date().toISOString(), machine, limits, figures };
}

/** An engine whose threads are up: they are started by the first work that is split. */
async function warmEngine(threads: number): Promise<Engine> {
  const engine = createEngine({ threads });
  const { call, release } = matmulCases.at(-1)!.prepare(engine);
  call();
  release();
  await pause(300);
  return engine;
}

function measure(
  { family, name, flops, bytes, prepare }: KernelCase,
  engine: Engine,
  limits: Limits,
  milliseconds: number,
): KernelFigure {
  const { call, release } = prepare(engine);
  const one = engine.adopt('float32', Float32Array.of(1), 'bench');
  const copy = engine.allocate('float32', 1, 'bench');
  const [from, to] = [one, copy].map((buffer) => ({ buffer, shape: [1], strides: [1], offset: 0 }));
  // Kernels may run behind their calls: what is read comes after all of them.
  engine.copy(from!, to!);
  const time = best(call, milliseconds, () => void engine.readSync(to!));
  for (const buffer of [one, copy]) engine.release(buffer);
  release();
  const perSecond = (flops ?? bytes ?? 0) / time / 1e6;
  const limit = flops === undefined ? limits.gigabytesPerSecond : limits.widestGflops;
  return {
    family,
    name,
    microseconds: time * 1e3,
    value: perSecond,
    unit: flops === undefined ? 'GB/s' : 'GFLOP/s',
    share: perSecond / limit,
  };
}

function line({ family, name, microseconds, value, unit, share }: KernelFigure): string {
  return [
    family.padEnd(10),
    name.padEnd(38),
    `${value.toFixed(1).padStart(7)} ${unit.padEnd(8)}`,
    `${(100 * share).toFixed(0).padStart(4)} %`,
    `${microseconds.toFixed(1).padStart(11)} us`,
  ].join(' ');
}
