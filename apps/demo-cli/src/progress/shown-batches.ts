import type { Batch, DataLoader } from '@plumbline/data';
import { taskBar } from './task-bar.ts';

/** The batches, with a bar in a terminal that counts them as they are asked for, each time anew. */
export function shownBatches(
  name: string,
  loader: DataLoader,
  stream?: NodeJS.WriteStream,
): AsyncIterable<Batch> {
  return {
    async *[Symbol.asyncIterator]() {
      const bar = taskBar(name, stream);
      let done = 0;
      bar.update(done, loader.length);
      try {
        for await (const batch of loader) {
          yield batch;
          bar.update(++done, loader.length);
        }
      } finally {
        bar.stop();
      }
    },
  };
}
