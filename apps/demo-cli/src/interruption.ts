import { exitCodes } from './errors.ts';

/**
 * npm and pnpm pass a Ctrl-C on to a process that the terminal has already told: within this time
 * it is the same one.
 */
const repeatMilliseconds = 1000;

/**
 * Runs `body` with a signal that the first Ctrl-C aborts, so that it can end in good order. A
 * second Ctrl-C ends the process at once.
 */
export async function withInterruption<Result>(
  body: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  let first = 0;
  // Not `once`: what restores the terminal's cursor (signal-exit, in log-update) ends the process
  // when it finds itself the only listener left.
  const interrupt = () => {
    if (!controller.signal.aborted) {
      first = performance.now();
      controller.abort();
    } else if (performance.now() - first > repeatMilliseconds) {
      process.exit(exitCodes.interrupted);
    }
  };
  process.on('SIGINT', interrupt);
  try {
    return await body(controller.signal);
  } finally {
    process.off('SIGINT', interrupt);
  }
}
