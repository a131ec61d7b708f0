import { fetchDigits } from '../story/fetch-digits.ts';
import type { ExperimentName } from './catalog.ts';
import type { Stage } from './experiment.ts';
import type { Reply, Request } from './messages.ts';
import { runners } from './runners.ts';

/** Runs one experiment, off the page's thread. */

/** Between two pictures: more often an eye doesn't follow. */
const milliseconds = 60;
/** What pictures may take of the time. */
const share = 0.25;
let [nextPicture, toldAt] = [0, 0];

const stage: Stage = {
  progress(done, total) {
    if (performance.now() - toldAt < milliseconds) return;
    toldAt = performance.now();
    send({ type: 'progress', done, total });
  },
  show(picture) {
    const start = performance.now();
    if (start < nextPicture) return;
    send({ type: 'shown', picture: picture() });
    const end = performance.now();
    nextPicture = Math.max(start + milliseconds, end + (end - start) * (1 / share - 1));
  },
  digits: fetchDigits,
};

async function run<Name extends ExperimentName>({ name, settings }: Request<Name>): Promise<void> {
  try {
    send({ type: 'finished', picture: await runners[name](settings, stage) });
  } catch (error) {
    send({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
}

self.addEventListener('message', ({ data }: MessageEvent<Request<ExperimentName>>) => run(data));

function send(reply: Reply): void {
  self.postMessage(reply);
}
