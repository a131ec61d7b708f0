import { mkdir, open } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { ReportData } from '../schema/report-data.ts';
import { type EventFileOptions, eventFile } from './event-file.ts';

/** Options of `writeEventFile`. */
export interface WriteEventFileOptions extends EventFileOptions {
  /** Ends the file's name. Default this machine's name. */
  readonly host?: string;
}

/**
 * Writes `report` into the folder of a run, made where it is missing, as
 * `events.out.tfevents.SECONDS.HOST`, and returns the path. A folder is one run: what it had before
 * stays, and TensorBoard shows both as one. `tensorboard --logdir FOLDER` opens it.
 */
export async function writeEventFile(
  folder: string,
  report: ReportData,
  options: WriteEventFileOptions = {},
): Promise<string> {
  const { host = hostname(), wallTime = Date.now() / 1000 } = options;
  const bytes = eventFile(report, { wallTime });
  await mkdir(folder, { recursive: true });
  // Ten digits, so that names sort by time, as TensorBoard reads the files of a run.
  const seconds = String(Math.max(0, Math.floor(wallTime))).padStart(10, '0');
  const name = `events.out.tfevents.${seconds}.${host.replace(/[^A-Za-z0-9.-]+/g, '_')}`;
  for (let copy = 0; ; copy++) {
    const path = join(folder, copy === 0 ? name : `${name}.${copy}`);
    const file = await openNew(path);
    if (file === null) continue;
    try {
      await file.writeFile(bytes);
    } finally {
      await file.close();
    }
    return path;
  }
}

/** The file `path`, open for writing; null where there is one already. */
async function openNew(path: string) {
  try {
    return await open(path, 'wx');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return null;
    throw error;
  }
}
