import { floatingPointOperations } from '../cases/case.ts';
import { type EngineFigure, measureEngine } from '../engine/measure-engine.ts';
import { defaultThreads, type Limits, measureLimits } from '../limits/limits.ts';
import { measureSharedPeak, type SharedPeak } from '../limits/shared-peak.ts';
import { describeMachine, machineLine } from '../machine.ts';
import type { ToolProcess } from '../tools/tool-process.ts';
import { alternate } from './alternate.ts';
import { caseLines, limitsLine, titleLine } from './report.ts';
import { type CaseResult, caseResult } from './result.ts';
import type { Settings } from './settings.ts';
import { startTools, stopTools, type Tools } from './start-tools.ts';

/** Compares Plumbline with its peers, says what it finds as it goes, and returns all of it. */
export async function compare(settings: Settings, say: (line: string) => void): Promise<object> {
  const machine = describeMachine();
  say(machineLine(machine));
  const limits = await measureLimits(defaultThreads, settings.limitMilliseconds);
  say(limitsLine(limits));
  const tools = await startTools(say);
  let compared: Compared;
  try {
    compared = await compareCases(settings, tools, limits, say);
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
  limits: Limits,
  say: (line: string) => void,
): Promise<Compared> {
  say(
    `\n${settings.rounds} rounds; a time is the median over them, a ratio our time over ` +
      "the peer's in the same round, lower is better: median (least to most)",
  );
  const all = [tools.ours, ...tools.peers.flatMap(({ variants }) => variants)];
  const cases: CaseResult[] = [];
  for (const name of settings.cases) {
    say(`\n${titleLine(name)}`);
    const peaks: SharedPeak[] = [];
    // What the machine could do in the same round: it changes from one to the next.
    const measurePeak = async (tool: ToolProcess): Promise<void> => {
      const flops = floatingPointOperations[name];
      if (tool !== tools.ours || flops === undefined) return;
      peaks.push(await measureSharedPeak(defaultThreads, flops, settings.turnMilliseconds));
    };
    const turns = await alternate(name, all, settings, measurePeak);
    const result = caseResult(name, tools, turns, peaks);
    cases.push(result);
    for (const line of caseLines(result, defaultThreads)) say(line);
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
