import { createInterface } from 'node:readline';
import type { CaseName } from '../cases/case.ts';
import { type Answer, type Hello, parseRequest, type RunRequest } from './protocol.ts';

/** Does a case's work once, to the end. */
type Work = () => unknown;

/** The tool's side of `protocol.ts`, for tools that run in Node. Ends with its input. */
export async function serve(
  hello: Hello,
  prepare: (name: CaseName) => Work | Promise<Work>,
): Promise<never> {
  // The case under way stays prepared; one at a time, so that memory is that of one case.
  const prepared = new Map<CaseName, Work>();
  say(hello);
  for await (const line of createInterface({ input: process.stdin })) {
    try {
      const request = parseRequest(line);
      if ('peakMemory' in request) {
        say({ peakBytes: process.resourceUsage().maxRSS * 1024 });
        continue;
      }
      let work = prepared.get(request.run);
      if (work === undefined) {
        prepared.clear();
        work = await prepare(request.run);
        prepared.set(request.run, work);
      }
      say({ milliseconds: await timesOf(work, request) });
    } catch (error) {
      const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
      say({ error: reason });
    }
  }
  process.exit(0);
}

function say(message: Hello | Answer): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

async function timesOf(work: Work, { warmups, repeats }: RunRequest): Promise<number[]> {
  for (let i = 0; i < warmups; i++) await work();
  const milliseconds: number[] = [];
  for (let i = 0; i < repeats; i++) {
    const start = performance.now();
    await work();
    milliseconds.push(performance.now() - start);
  }
  return milliseconds;
}
