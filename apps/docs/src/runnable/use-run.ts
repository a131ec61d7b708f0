import { onScopeDispose, readonly, shallowReadonly, shallowRef } from 'vue';
import type { Failure, Printed, Reply, Request } from './messages.ts';

export type RunStatus = 'idle' | 'running' | 'finished' | 'failed' | 'stopped';

/** Runs code, each time in a worker of its own that ends with the run. */
export function useRun() {
  const status = shallowRef<RunStatus>('idle');
  const printed = shallowRef<readonly Printed[]>([]);
  const failure = shallowRef<Failure | null>(null);
  const seconds = shallowRef(0);
  let worker: Worker | null = null;
  let start = 0;

  function run(code: string): void {
    clear();
    status.value = 'running';
    start = performance.now();
    worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => receive(data));
    worker.addEventListener('error', ({ message }) => {
      end({ message: message || 'The packages could not be loaded.', line: null });
    });
    const request: Request = { code };
    worker.postMessage(request);
  }

  function receive(reply: Reply): void {
    if (reply.type === 'started') start = performance.now();
    else if (reply.type === 'printed') printed.value = [...printed.value, reply.printed];
    else end(reply.failure);
  }

  function end(why: Failure | null): void {
    failure.value = why;
    finish(why === null ? 'finished' : 'failed');
  }

  function finish(how: RunStatus): void {
    worker?.terminate();
    worker = null;
    seconds.value = (performance.now() - start) / 1000;
    status.value = how;
  }

  function stop(): void {
    if (worker !== null) finish('stopped');
  }

  function clear(): void {
    worker?.terminate();
    worker = null;
    status.value = 'idle';
    printed.value = [];
    failure.value = null;
  }

  onScopeDispose(() => worker?.terminate());

  return {
    status: readonly(status),
    printed: shallowReadonly(printed),
    failure: shallowReadonly(failure),
    seconds: readonly(seconds),
    run,
    stop,
    clear,
  };
}
