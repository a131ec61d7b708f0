import { type CaseName, floatingPointOperations } from '../cases/case.ts';
import type { SharedPeak } from '../limits/shared-peak.ts';
import { median } from '../median.ts';
import type { ToolProcess } from '../tools/tool-process.ts';
import type { Turns } from './alternate.ts';
import type { RunningPeer, Tools } from './start-tools.ts';

/** What one case gave: ours, and every peer's best variant beside it. */
export interface CaseResult {
  readonly name: CaseName;
  readonly ours: Figure | { readonly error: string };
  /** GFLOP/s of ours over the machine's, round by round; null for a case that isn't counted so. */
  readonly shares: Readonly<Record<keyof SharedPeak, Ratio>> | null;
  readonly peers: readonly PeerResult[];
}

export interface Figure {
  /** The median over all rounds. */
  readonly milliseconds: number;
  readonly rounds: readonly number[];
}

export type PeerResult = { readonly peer: string } & (
  | {
      readonly tool: string;
      readonly threads: number;
      readonly figure: Figure;
      /** Our time over the peer's, round by round: lower is better. Null where ours failed. */
      readonly ratio: Ratio | null;
    }
  | { readonly error: string }
);

/** One figure over another, round by round. */
export interface Ratio {
  readonly min: number;
  readonly median: number;
  readonly max: number;
  readonly rounds: readonly number[];
}

export function caseResult(
  name: CaseName,
  { ours, peers }: Tools,
  turns: ReadonlyMap<ToolProcess, Turns>,
  peaks: readonly SharedPeak[],
): CaseResult {
  const own = figureOf(turns.get(ours));
  const flops = floatingPointOperations[name];
  const isCounted = flops !== undefined && !('error' in own);
  const rates = isCounted ? own.rounds.map((time) => flops / time / 1e6) : [];
  const shareOf = (limit: keyof SharedPeak): Ratio =>
    ratioOf(
      peaks.map((peak) => peak[limit]),
      rates,
    );
  return {
    name,
    ours: own,
    shares: isCounted
      ? {
          registers: shareOf('registers'),
          widestRegisters: shareOf('widestRegisters'),
          tile: shareOf('tile'),
        }
      : null,
    peers: peers.map((peer) => peerResult(peer, turns, own)),
  };
}

function peerResult(
  { name, variants }: RunningPeer,
  turns: ReadonlyMap<ToolProcess, Turns>,
  ours: Figure | { error: string },
): PeerResult {
  const figures = variants.map((tool) => ({ tool, figure: figureOf(turns.get(tool)) }));
  let best: { tool: ToolProcess; figure: Figure } | null = null;
  let error = 'it was not run';
  for (const { tool, figure } of figures) {
    if ('error' in figure) error = figure.error;
    else if (best === null || figure.milliseconds < best.figure.milliseconds) {
      best = { tool, figure };
    }
  }
  if (best === null) return { peer: name, error };
  const { tool, figure } = best;
  const ratio = 'error' in ours ? null : ratioOf(figure.rounds, ours.rounds);
  return { peer: name, tool: tool.hello.name, threads: tool.hello.threads, figure, ratio };
}

function figureOf(turns: Turns | undefined): Figure | { error: string } {
  if (turns === undefined) return { error: 'it was not run' };
  if ('error' in turns) return turns;
  return { milliseconds: median(turns), rounds: turns };
}

function ratioOf(theirs: readonly number[], ours: readonly number[]): Ratio {
  const rounds = ours.map((own, round) => own / (theirs[round] ?? Number.NaN));
  return { min: Math.min(...rounds), median: median(rounds), max: Math.max(...rounds), rounds };
}
