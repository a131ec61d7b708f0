import { Contest } from './contest.ts';
import type { Digits } from './digits.ts';
import { fetchDigits } from './fetch-digits.ts';
import type { Reply, Request } from './messages.ts';

/** Trains both networks, off the page's thread. */

/** At most so many steps a second, so that an eye can follow. */
const stepsPerSecond = 60;

let digits: Promise<Digits> | null = null;
let contest: Contest | null = null;
let isRunning = false;
/** Of the loop that runs; an older one ends when it wakes. */
let loop = 0;

self.addEventListener('message', ({ data }: MessageEvent<Request>) => {
  handle(data).catch((error: unknown) => {
    isRunning = false;
    send({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  });
});

async function handle(request: Request): Promise<void> {
  if (request.type === 'build') {
    digits ??= fetchDigits();
    const loaded = await digits.catch((error: unknown) => {
      // The next try fetches again.
      digits = null;
      throw error;
    });
    contest = new Contest(request.run, request.settings, loaded);
    send({ type: 'progress', progress: contest.begin(loaded) });
  } else if (request.type === 'step') step();
  else if (request.type === 'pause') isRunning = false;
  else if (!isRunning) await run();
}

async function run(): Promise<void> {
  isRunning = true;
  const own = ++loop;
  while (isRunning && own === loop) {
    const start = performance.now();
    step();
    const left = 1000 / stepsPerSecond - (performance.now() - start);
    await new Promise((resume) => setTimeout(resume, Math.max(0, left)));
  }
}

function step(): void {
  if (contest === null || contest.isFinished) return;
  const progress = contest.step();
  send({ type: 'progress', progress });
  if (!contest.isFinished) return;
  isRunning = false;
  send({ type: 'finished', run: progress.run });
}

function send(reply: Reply): void {
  self.postMessage(reply);
}
