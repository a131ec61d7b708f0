import { describeError } from '../describe-error.ts';
import { threads } from '../threads.ts';
import { peers, plumbline } from '../tools/peers.ts';
import { ToolProcess } from '../tools/tool-process.ts';

/** A peer whose processes are up. */
export interface RunningPeer {
  readonly name: string;
  readonly variants: readonly ToolProcess[];
}

export interface Tools {
  readonly ours: ToolProcess;
  readonly peers: readonly RunningPeer[];
}

/** Starts every tool, one after the other; a peer that doesn't start is one line. */
export async function startTools(say: (line: string) => void): Promise<Tools> {
  const ours = await ToolProcess.start(plumbline);
  say(`${ours.hello.name}, ${threads(ours.hello.threads)}`);
  const running: RunningPeer[] = [];
  for (const { name, variants, whenMissing } of peers()) {
    const started: ToolProcess[] = [];
    try {
      for (const variant of variants) started.push(await ToolProcess.start(variant));
      running.push({ name, variants: started });
      const counts = started.map(({ hello }) => threads(hello.threads)).join(' or ');
      say(`${name}: ${started[0]?.hello.name}, ${counts}`);
    } catch (error) {
      for (const tool of started) tool.stop();
      say(`${name}: not found (${describeError(error)}); ${whenMissing}`);
    }
  }
  return { ours, peers: running };
}

export function stopTools({ ours, peers }: Tools): void {
  for (const tool of [ours, ...peers.flatMap(({ variants }) => variants)]) tool.stop();
}
