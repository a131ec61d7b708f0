import { onScopeDispose, readonly, type ShallowRef, shallowReadonly, shallowRef } from 'vue';
import type { Progress, Reply, Request } from './messages.ts';
import { type NetworkName, recipe, type StorySettings } from './settings.ts';

export type TrainingStatus = 'loading' | 'ready' | 'running' | 'finished' | 'failed';

/** The curves of one network: an entry a step, from step 0. */
export interface Curves {
  readonly loss: readonly number[];
  readonly accuracy: readonly number[];
}

export interface TrainingView {
  readonly newest: Progress;
  readonly curves: Readonly<Record<NetworkName, Curves>>;
}

/** How often the page draws for a reader who asked for less motion. */
const calmMilliseconds = 1000;

/**
 * The worker that trains, as the page sees it. Nothing is loaded before `load` or another of the
 * calls. Changed settings start over; where it was running it goes on.
 */
export function useTraining() {
  const status = shallowRef<TrainingStatus>('loading');
  const failure = shallowRef('');
  const view: ShallowRef<TrainingView | null> = shallowRef(null);
  let worker: Worker | null = null;
  let run = 0;
  let history: Progress[] = [];
  /** Settings that wait for the networks under construction. */
  let waiting: StorySettings | null = null;
  let isBuilding = false;
  let drawing = 0;

  const send = (request: Request) => worker?.postMessage(request);

  function load(settings: StorySettings): void {
    if (worker !== null) return;
    worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => receive(data));
    worker.addEventListener('error', ({ message }) => fail(message));
    build(settings);
  }

  /** One build at a time: while a slider moves only its newest place counts. */
  function build(settings: StorySettings): void {
    if (worker === null) {
      load(settings);
      return;
    }
    if (isBuilding) {
      waiting = settings;
      return;
    }
    isBuilding = true;
    run++;
    send({ type: 'build', run, settings });
  }

  function receive(reply: Reply): void {
    if (reply.type === 'failed') fail(reply.message);
    else if (reply.type === 'finished') {
      if (reply.run === run) status.value = 'finished';
    } else if (reply.progress.run === run) progress(reply.progress);
  }

  function progress(newest: Progress): void {
    if (newest.step === 0) {
      history = [];
      built();
    }
    history.push(newest);
    draw();
  }

  function built(): void {
    isBuilding = false;
    // The worker may have come to the end of the networks before.
    if (status.value === 'running') send({ type: 'start' });
    else status.value = 'ready';
    if (waiting === null) return;
    const settings = waiting;
    waiting = null;
    build(settings);
  }

  function fail(message: string): void {
    isBuilding = false;
    failure.value = message;
    status.value = 'failed';
  }

  /** At most once a frame. */
  function draw(): void {
    if (drawing !== 0) return;
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const wait = isCalm && status.value === 'running' ? calmMilliseconds : 0;
    drawing = window.setTimeout(() => requestAnimationFrame(show), wait);
  }

  function show(): void {
    drawing = 0;
    const newest = history.at(-1);
    if (newest === undefined) return;
    view.value = { newest, curves: { plain: curvesOf('plain'), residual: curvesOf('residual') } };
  }

  function curvesOf(name: NetworkName): Curves {
    const networks = history.map((progress) => progress.networks[name]);
    return {
      loss: networks.map(({ loss }) => loss),
      accuracy: networks.map(({ accuracy }) => accuracy),
    };
  }

  function start(): void {
    if (status.value !== 'ready') return;
    status.value = 'running';
    send({ type: 'start' });
  }

  function pause(): void {
    if (status.value !== 'running') return;
    status.value = 'ready';
    send({ type: 'pause' });
  }

  function step(): void {
    if (status.value !== 'ready' || history.length > recipe.steps) return;
    send({ type: 'step' });
  }

  onScopeDispose(() => {
    worker?.terminate();
    clearTimeout(drawing);
  });

  return {
    status: readonly(status),
    failure: readonly(failure),
    view: shallowReadonly(view),
    load,
    build,
    start,
    pause,
    step,
  };
}
