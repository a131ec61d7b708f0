import cliProgress from 'cli-progress';

/** Shows how much of a long task is done, in a terminal; nothing anywhere else. */
export interface TaskBar {
  update(done: number, total: number): void;
  stop(): void;
}

export function taskBar(name: string, stream: NodeJS.WriteStream = process.stderr): TaskBar {
  if (!stream.isTTY) return { update() {}, stop() {} };
  const bar = new cliProgress.SingleBar({
    stream,
    format: `${name}  {bar}  {percentage} %  {eta_formatted} left`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    clearOnComplete: true,
    stopOnComplete: true,
  });
  let isStarted = false;
  return {
    update(done, total) {
      if (!isStarted) bar.start(total, done);
      isStarted = true;
      bar.update(done);
    },
    stop: () => bar.stop(),
  };
}
