import { floatingPointOperations } from '../cases/case.ts';
import { type EngineFigure, measureEngine } from '../engine/measure-engine.ts';
import { better, defaultThreads, type Limits, measureLimits } from '../limits/limits.ts';
import { describeMachine, machineLine } from '../machine.ts';
import { alternate } from './alternate.ts';
import { caseLines, limitsLine, titleLine } from './report.ts';
import { type CaseResult, caseResult } from './result.ts';
import type { Settings } from './settings.ts';
import { startTools, stopTools, type Tools } from './start-tools.ts';

/** Compares Plumbline with its peers, says what it finds as it goes, and returns all of it. */
export async function compare(settings: Settings, say: (line: string) => void): Promise<object> {
  const machine = describeMachine();
  say(machineLine(machine));
  const atFirst = await measureLimits(defaultThreads, settings.limitMilliseconds);
  say(limitsLine(atFirst));
  const tools = await startTools(say);
  let compared: Compared;
  try {
    compared = await compareCases(settings, tools, atFirst, say);
  } finally {
    stopTools(tools);
  }
  const engine = await engineFigures(settings, say);
  const date = new Date().toISOString();
  return { date, machine, rounds: settings.rounds, ...compared, engine };
}

interface Compared {
  readonly limits: Limits;
  readonly cases: readonly CaseResult[];
}

async function compareCases(
  settings: Settings,
  tools: Tools,
  atFirst: Limits,
  say: (line: string) => void,
): Promise<Compared> {
  say(
    `\n${settings.rounds} rounds; a time is the median over them, a ratio our time over ` +
      "the peer's in the same round, lower is better: median (least to most)",
  );
  const all = [tools.ours, ...tools.peers.flatMap(({ variants }) => variants)];
  const cases: CaseResult[] = [];
  let limits = atFirst;
  for (const name of settings.cases) {
    say(`\n${titleLine(name)}`);
    const result = caseResult(name, tools, await alternate(name, all, settings));
    cases.push(result);
    if (floatingPointOperations[name] !== undefined) {
      // The case is compared with what the machine could do around the time it ran.
      limits = better(limits, await measureLimits(defaultThreads, settings.limitMilliseconds));
    }
    for (const line of caseLines(result, limits)) say(line);
  }
  return { limits, cases };
}

async function engineFigures(
  { engineRepeats }: Settings,
  say: (line: string) => void,
): Promise<EngineFigure[]> {
  if (engineRepeats === null) return [];
  say('\nwithout a peer:');
  return measureEngine(engineRepeats, defaultThreads, say);
}
