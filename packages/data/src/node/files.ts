import { readdir, readFile } from 'node:fs/promises';
import { DataError } from '../data-error.ts';

/** The names in a folder. DataError that says why it can't be read. */
export async function namesIn(folder: string): Promise<Set<string>> {
  return new Set(await readdir(folder).catch(refuse(folder)));
}

/** A file's bytes. DataError that says why it can't be read. */
export async function bytesOf(path: string): Promise<Uint8Array> {
  return readFile(path).catch(refuse(path));
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder or file',
  ENOTDIR: 'not a folder',
  EISDIR: 'a folder, expected a file',
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
};

/** What to do with the error of an operation on `path`. */
export function refuse(path: string): (error: unknown) => never {
  return (error) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const why = reasons[code] ?? (error instanceof Error ? error.message : String(error));
    throw new DataError(`${path}: ${why}`, { cause: error });
  };
}
