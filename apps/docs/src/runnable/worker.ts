import type { Reply, Request } from './messages.ts';
import { failureOf, runCode } from './run-code.ts';

/** Runs one piece of code, off the page's thread. */

self.addEventListener('message', ({ data }: MessageEvent<Request>) => void run(data));
// What nothing waits for: a promise that was let go of, a timer.
self.addEventListener('unhandledrejection', (event) => {
  event.preventDefault();
  send({ type: 'finished', failure: failureOf(event.reason) });
});
self.addEventListener('error', (event) => {
  event.preventDefault();
  send({ type: 'finished', failure: failureOf(event.error) });
});

async function run({ code }: Request): Promise<void> {
  send({ type: 'started' });
  const failure = await runCode(code, (printed) => send({ type: 'printed', printed }));
  // A promise that was let go of is noticed somewhat later, and then fails the run.
  setTimeout(() => send({ type: 'finished', failure }), 50);
}

function send(reply: Reply): void {
  self.postMessage(reply);
}
