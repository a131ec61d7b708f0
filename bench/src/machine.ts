import { availableParallelism, cpus, release, totalmem } from 'node:os';

/** What a figure depends on. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
}

export function describeMachine(): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch} ${release()}`,
    node: process.version,
  };
}

export function machineLine({ processor, cores, memoryGiB, node }: Machine): string {
  return `${processor}, ${cores} core${cores === 1 ? '' : 's'}, ${memoryGiB} GiB, Node ${node}`;
}
