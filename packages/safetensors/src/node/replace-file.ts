import { open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { SafetensorsError } from '../safetensors-error.ts';
import { reasonOf } from './reason.ts';

/** Adds bytes to the end of a file. */
export type Write = (bytes: Uint8Array) => Promise<void>;

/**
 * Makes or replaces a file by what `content` writes, atomically: into a temporary file in the same
 * folder, onto the disk, then renamed, then the folder onto the disk. Whenever the process or the
 * machine ends, `path` holds the old bytes or the new ones. If it fails, nothing remains of it.
 */
export async function replaceFile(
  path: string,
  content: (write: Write) => Promise<void>,
): Promise<void> {
  // Where a link leads is replaced, not the link.
  const target = await realpath(path).catch(() => path);
  const temporary = temporaryPath(target, count++);
  try {
    const mode = await modeFor(target, path);
    await removeLeftovers(target);
    underWay.add(temporary);
    await writeAll(temporary, mode, content);
    await rename(temporary, target);
    await syncFolder(dirname(target));
  } catch (error) {
    // Why it failed is worth more than why this did.
    if (underWay.has(temporary)) await rm(temporary, { force: true }).catch(() => undefined);
    if (!isSystemError(error)) throw error;
    throw new SafetensorsError(`${path}: can't be written: ${reasonOf(error)}`, { cause: error });
  } finally {
    underWay.delete(temporary);
  }
}

/** The permissions of the file that is replaced. */
async function modeFor(target: string, path: string): Promise<number> {
  const old = await stat(target).catch(() => null);
  if (old === null) return 0o666;
  if (!old.isFile()) throw new SafetensorsError(`${path}: can't be written: not a regular file`);
  return old.mode & 0o777;
}

async function writeAll(
  path: string,
  mode: number,
  content: (write: Write) => Promise<void>,
): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    await content((bytes) => file.writeFile(bytes));
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The new name is on the disk once the folder is. */
async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folders, and has no need.
  if (process.platform === 'win32') return;
  const file = await open(folder);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

let count = 0;
/** The temporary files that this process writes at the moment. */
const underWay = new Set<string>();

function temporaryPath(target: string, n: number): string {
  return join(dirname(target), `.${basename(target)}.${process.pid}-${n}.tmp`);
}

/** Removes the temporary files of processes that were killed while they wrote `target`. */
async function removeLeftovers(target: string): Promise<void> {
  const folder = dirname(target);
  const before = `.${basename(target)}.`;
  for (const name of await readdir(folder)) {
    const pid = name.startsWith(before) && /^(\d+)-\d+\.tmp$/.exec(name.slice(before.length))?.[1];
    if (!pid || underWay.has(join(folder, name))) continue;
    // In a container every run may have the same number.
    const isLeft = Number(pid) === process.pid || !isRunning(Number(pid));
    if (isLeft) await rm(join(folder, name), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
