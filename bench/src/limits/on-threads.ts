import { Worker, workerData } from 'node:worker_threads';

/** What each thread is told: its task, and how to meet the others. */
interface Told<Task> {
  readonly task: Task;
  readonly threads: number;
  /** One slot that counts arrivals. */
  readonly gate: SharedArrayBuffer;
}

/** Runs a file of this folder on so many threads at the same time: what each of them answered. */
export function onThreads<Task, Result>(
  file: string,
  threads: number,
  task: Task,
): Promise<Result[]> {
  const told: Told<Task> = { task, threads, gate: new SharedArrayBuffer(4) };
  const workers = Array.from(
    { length: threads },
    () => new Worker(new URL(file, import.meta.url), { workerData: told }),
  );
  const answers = workers.map(
    (worker) =>
      new Promise<Result>((resolve, reject) => {
        worker.once('message', (result: Result) => resolve(result));
        worker.once('error', (error) => {
          // The others would wait for it for ever.
          for (const each of workers) void each.terminate();
          reject(error);
        });
      }),
  );
  return Promise.all(answers);
}

/** What a thread needs of that: its task, how many there are, and to wait until all have come as far. */
export function told<Task>(): { task: Task; threads: number; meet: () => void } {
  const { task, threads, gate }: Told<Task> = workerData;
  const arrived = new Int32Array(gate);
  let meetings = 0;
  const meet = (): void => {
    meetings++;
    Atomics.add(arrived, 0, 1);
    while (Atomics.load(arrived, 0) < meetings * threads);
  };
  return { task, threads, meet };
}
