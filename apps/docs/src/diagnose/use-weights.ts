import { onScopeDispose } from 'vue';
import type { Diagnosed } from './diagnose-weights.ts';
import type { Reply, Request } from './messages.ts';
import type { NetworkChoice } from './network-choice.ts';

/** The worker that holds the weights of one file. */
export function useWeights() {
  let worker: Worker | null = null;

  function ask(request: Request): Promise<Exclude<Reply, { type: 'failed' }>> {
    worker ??= new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    const asked = worker;
    return new Promise((resolve, reject) => {
      asked.onmessage = ({ data }: MessageEvent<Reply>) => {
        if (data.type === 'failed') reject(new Error(data.message));
        else resolve(data);
      };
      asked.onerror = ({ message }) => reject(new Error(message || 'The engine did not load.'));
      asked.postMessage(request);
    });
  }

  function close(): void {
    worker?.terminate();
    worker = null;
  }
  onScopeDispose(close);

  return {
    /** What network the weights seem to be of. The file before is given up. */
    async open(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<NetworkChoice | null> {
      close();
      const reply = await ask({ type: 'open', name, bytes });
      if (reply.type !== 'opened') throw new Error('The worker answered something else.');
      return reply.guess;
    },
    async diagnose(choice: NetworkChoice): Promise<Diagnosed> {
      const reply = await ask({ type: 'diagnose', choice });
      if (reply.type !== 'diagnosed') throw new Error('The worker answered something else.');
      return reply.diagnosed;
    },
    close,
  };
}
