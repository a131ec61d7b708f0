import { exitCodes } from './errors.ts';

/**
 * npm and pnpm pass a Ctrl-C on to a process that the terminal has already told; a second one pnpm
 * passes on as SIGTERM, and its end may hang up the terminal. Within this time they are the same one.
 */
const repeatMilliseconds = 1000;

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs `body` with a signal that the first Ctrl-C (or other such signal) aborts, so that it can end in good
 * order. A later one ends the process at once, and says what is `lost`.
 */
export async function withInterruption<Result>(
  lost: string,
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
      process.stderr.write(`plumbline: ended at once; ${lost}\n`);
      process.exit(exitCodes.interrupted);
    }
  };
  for (const signal of signals) process.on(signal, interrupt);
  try {
    return await body(controller.signal);
  } finally {
    for (const signal of signals) process.off(signal, interrupt);
  }
}
