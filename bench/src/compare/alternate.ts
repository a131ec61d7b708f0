import { setTimeout as pause } from 'node:timers/promises';
import type { CaseName } from '../cases/case.ts';
import { describeError } from '../describe-error.ts';
import { median } from '../median.ts';
import type { ToolProcess } from '../tools/tool-process.ts';
import type { Settings } from './settings.ts';

/** A tool's milliseconds in each round (the median of its repeats), or why there are none. */
export type Turns = readonly number[] | { readonly error: string };

/** Threads that wait for work spin for some milliseconds before they sleep, in every tool. */
const settleMilliseconds = 50;

/**
 * Lets the tools do a case in turns, `rounds` times. Every other round goes backwards, so that what
 * drifts (the clock rate, a neighbour on the machine) meets all of them alike. `afterTurn` is called
 * after each turn that a tool got through.
 */
export async function alternate(
  name: CaseName,
  tools: readonly ToolProcess[],
  { rounds, turnMilliseconds }: Pick<Settings, 'rounds' | 'turnMilliseconds'>,
  afterTurn: (tool: ToolProcess) => Promise<void> = async () => {},
): Promise<ReadonlyMap<ToolProcess, Turns>> {
  const turns = new Map<ToolProcess, number[] | { error: string }>();
  const repeats = new Map<ToolProcess, number>();
  for (const tool of tools) {
    try {
      repeats.set(tool, await warmUp(name, tool, turnMilliseconds));
      turns.set(tool, []);
    } catch (error) {
      turns.set(tool, { error: describeError(error) });
    }
  }
  for (let round = 0; round < rounds; round++) {
    for (const tool of round % 2 === 0 ? tools : tools.toReversed()) {
      const times = turns.get(tool);
      if (!Array.isArray(times)) continue;
      await pause(settleMilliseconds);
      try {
        const count = repeats.get(tool) ?? 1;
        const request = { run: name, warmups: count === 1 ? 0 : 1, repeats: count };
        times.push(median(await tool.run(request)));
      } catch (error) {
        turns.set(tool, { error: describeError(error) });
        continue;
      }
      await afterTurn(tool);
    }
  }
  return turns;
}

/** Turns of warming up: what is compiled while it runs (JavaScript) takes some hundred steps for it. */
const warmUpTurns = 3;

/** Compiles, starts threads, fills caches; and returns how many repeats fill a turn. */
async function warmUp(name: CaseName, tool: ToolProcess, turn: number): Promise<number> {
  const [first = 0] = await tool.run({ run: name, warmups: 0, repeats: 1 });
  // What takes seconds has warmed up with that.
  if (first > 2000) return 1;
  let repeats = 3;
  for (let spent = 0; spent < warmUpTurns * turn; ) {
    const times = await tool.run({ run: name, warmups: 0, repeats });
    spent += times.reduce((sum, time) => sum + time, 0);
    repeats = Math.max(3, Math.min(200, Math.round(turn / median(times))));
  }
  return repeats;
}
