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
    format: `${name}  {bar}  {percentage} %{eta_formatted}`,
    formatTime: timeLeft,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    clearOnComplete: true,
    stopOnComplete: true,
  });
  let isStarted = false;
  return {
    update(done, total) {
      if (isStarted) bar.update(done);
      else bar.start(total, done);
      isStarted = true;
    },
    stop: () => bar.stop(),
  };
}

/** Nothing as long as nothing is known: cli-progress calls that 0 seconds. */
const timeLeft: typeof cliProgress.Format.TimeFormat = (seconds, options, roundTo) =>
  seconds > 0 ? `  ${cliProgress.Format.TimeFormat(seconds, options, roundTo)} left` : '';
