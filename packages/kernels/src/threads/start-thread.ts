import { isNode } from '../node.ts';
import type { QueuePlace } from './call-queue.ts';
import { runThread } from './run-thread.ts';

/** A thread that was started. */
export interface Thread {
  /** What ended it, or null while it runs. Known only after a turn of the event loop. */
  readonly ended: string | null;
  stop(): void;
}

/** Starts a thread that takes calls from a queue: a worker of Node or of a browser. */
export function startThread(place: QueuePlace): Thread {
  return isNode() ? startInNode(place) : startInBrowser(place);
}

function startInNode(place: QueuePlace): Thread {
  const { Worker } = process.getBuiltinModule('node:worker_threads');
  const source = `(${runThread})(require('node:worker_threads').workerData);`;
  // Options of the main thread (a loader, a debugger) are none of this thread's.
  const worker = new Worker(source, { eval: true, workerData: place, execArgv: [] });
  const state: { ended: string | null } = { ended: null };
  worker.on('error', (error) => {
    state.ended = String(error);
  });
  worker.on('exit', (code) => {
    state.ended ??= `exit code ${code}`;
  });
  // An idle thread doesn't keep the process alive.
  worker.unref();
  return {
    get ended() {
      return state.ended;
    },
    stop: () => void worker.terminate(),
  };
}

function startInBrowser(place: QueuePlace): Thread {
  const source = `onmessage = (event) => (${runThread})(event.data);`;
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const worker = new Worker(url);
  URL.revokeObjectURL(url);
  const state: { ended: string | null } = { ended: null };
  worker.onerror = (event) => {
    state.ended = event.message;
  };
  worker.postMessage(place);
  return {
    get ended() {
      return state.ended;
    },
    stop: () => worker.terminate(),
  };
}
