import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Run } from '../src/run.ts';

/** run.json, as far as its numbers are finite. */
export async function readRun(folder: string): Promise<Run> {
  const run: Run = JSON.parse(await readFile(join(folder, 'run.json'), 'utf8'));
  return run;
}
