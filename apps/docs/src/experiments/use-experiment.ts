import { onScopeDispose, readonly, shallowReadonly, shallowRef } from 'vue';
import type { ExperimentName } from './catalog.ts';
import type { Picture } from './experiment.ts';
import type { Reply, Request } from './messages.ts';

export type ExperimentStatus = 'ready' | 'running' | 'stopped' | 'finished' | 'failed';

/** How often the page draws for a reader who asked for less motion. */
const calmMilliseconds = 1000;

/** An experiment as the page sees it: a worker from Run to Stop, or to the end. */
export function useExperiment() {
  const status = shallowRef<ExperimentStatus>('ready');
  const failure = shallowRef('');
  /** 0 to 1. */
  const progress = shallowRef(0);
  const picture = shallowRef<Picture | null>(null);
  let worker: Worker | null = null;
  let drawnAt = 0;

  function run<Name extends ExperimentName>(request: Request<Name>): void {
    end('running');
    progress.value = 0;
    worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => receive(data));
    worker.addEventListener('error', ({ message }) => fail(message || 'The engine did not load.'));
    worker.postMessage(request);
  }

  function receive(reply: Reply): void {
    if (reply.type === 'progress') progress.value = reply.done / reply.total;
    else if (reply.type === 'shown') draw(reply.picture);
    else if (reply.type === 'failed') fail(reply.message);
    else {
      picture.value = reply.picture;
      progress.value = 1;
      end('finished');
    }
  }

  function draw(newest: Picture): void {
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (isCalm && performance.now() - drawnAt < calmMilliseconds) return;
    drawnAt = performance.now();
    picture.value = newest;
  }

  function fail(message: string): void {
    failure.value = message;
    end('failed');
  }

  function end(as: ExperimentStatus): void {
    worker?.terminate();
    worker = null;
    status.value = as;
  }

  onScopeDispose(() => end('stopped'));

  return {
    status: readonly(status),
    failure: readonly(failure),
    progress: readonly(progress),
    picture: shallowReadonly(picture),
    run,
    stop: () => end('stopped'),
  };
}
