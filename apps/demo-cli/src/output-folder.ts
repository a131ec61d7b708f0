import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemReason, UserError } from './errors.ts';

/**
 * Makes the folder, and makes sure that files of these names can be written to it, so that nobody
 * trains for minutes to find out. UserError if not. Files that are there stay as they are.
 */
export async function prepareFolder(folder: string, names: readonly string[]): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    // Permissions tell only half of it (read-only mounts, full disks, root): try.
    const trial = join(folder, temporary('trial'));
    await writeFile(trial, '');
    await rm(trial);
  } catch (error) {
    throw new UserError(`can't write to ${folder}: ${systemReason(error)}`, { cause: error });
  }
  for (const name of names) {
    const found = await stat(join(folder, name)).catch(() => null);
    if (found?.isDirectory() === true) {
      throw new UserError(`can't write ${join(folder, name)}: there is a folder of that name`);
    }
  }
}

/** `name`, or the first of `name-2`, `name-3`, ... that is not there. */
export async function freshFolder(name: string): Promise<string> {
  for (let i = 1; ; i++) {
    const folder = i === 1 ? name : `${name}-${i}`;
    if ((await stat(folder).catch(() => null)) === null) return folder;
  }
}

/** UserError where a file of one of these names is in the folder. */
export async function refuseToOverwrite(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => null);
    if (found?.isFile()) throw new UserError(`${path} is there; --force overwrites it`);
  }
}

/**
 * Writes files so that a reader sees the old one or the new one, never a part: all go to temporary
 * names first, and take their own when all are whole. Returns their paths.
 */
export async function writeFiles(
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<string[]> {
  const pending = Object.entries(files).map(([name, content]) => ({
    path: join(folder, name),
    beside: join(folder, temporary(name)),
    content,
  }));
  try {
    for (const { beside, content } of pending) await writeFile(beside, content);
    for (const { beside, path } of pending) await rename(beside, path);
  } catch (error) {
    for (const { beside } of pending) await rm(beside, { force: true });
    throw new UserError(`can't write to ${folder}: ${systemReason(error)}`, { cause: error });
  }
  return pending.map(({ path }) => path);
}

function temporary(name: string): string {
  return `.${name}.${process.pid}.tmp`;
}
