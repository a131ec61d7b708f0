import { type CaseName, descriptions, floatingPointOperations } from '../cases/case.ts';
import type { Limits } from '../limits/limits.ts';
import { threads as inWords } from '../threads.ts';
import type { CaseResult, PeerResult, Ratio } from './result.ts';

export function titleLine(name: CaseName): string {
  return `${name}: ${descriptions[name]}`;
}

/** What one case gave, a tool a line. */
export function caseLines({ name, ours, shares, peers }: CaseResult, ofThreads: number): string[] {
  if ('error' in ours) {
    return [row('Plumbline', `not available: ${ours.error}`), ...peers.map(peerLine)];
  }
  const own = row('Plumbline', `${milliseconds(ours.milliseconds)} ms`);
  const flops = floatingPointOperations[name];
  if (flops === undefined || shares === null) return [own, ...peers.map(peerLine)];
  const rate = `${(flops / ours.milliseconds / 1e6).toFixed(1)} GFLOP/s`;
  const peak = `${percent(shares.registers)} of the 128-bit peak of ${inWords(ofThreads)}`;
  const widest = `${percent(shares.widestRegisters)} of the peak with pairs of them joined`;
  const tile = `${percent(shares.tile)} of what its innermost loop alone reaches`;
  return [
    `${own}  ${rate} in the median; in the same round`,
    row('', `${peak},`),
    row('', `${widest},`),
    row('', tile),
    ...peers.map(peerLine),
  ];
}

function percent({ min, median, max }: Ratio): string {
  const [least, middle, most] = [min, median, max].map((share) => (100 * share).toFixed(0));
  return `${middle} % (${least} to ${most})`;
}

function peerLine(result: PeerResult): string {
  if ('error' in result) return row(result.peer, `not available: ${result.error}`);
  const { peer, threads, figure, ratio } = result;
  const name = `${peer}, ${inWords(threads)}`;
  const time = `${milliseconds(figure.milliseconds)} ms`;
  if (ratio === null) return row(name, time);
  const [min, middle, max] = [ratio.min, ratio.median, ratio.max].map((value) => value.toFixed(2));
  return row(name, `${time}  ratio ${middle} (${min} to ${max})`);
}

function row(name: string, text: string): string {
  return `  ${name.padEnd(30)} ${text}`;
}

function milliseconds(value: number): string {
  return value.toFixed(value < 10 ? 3 : 1).padStart(9);
}

export function limitsLine(limits: Limits): string {
  const { gflops, widestGflops, gigabytesPerSecond, threads, mode } = limits;
  return (
    `limits of ${inWords(threads)} in WebAssembly (${mode}): ` +
    `${gflops.toFixed(1)} GFLOP/s multiply-add in 128-bit registers, ` +
    (mode === 'wide' ? `${widestGflops.toFixed(1)} with pairs of them joined, ` : '') +
    `${gigabytesPerSecond.toFixed(1)} GB/s copying`
  );
}
