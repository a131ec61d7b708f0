import { CommanderError } from 'commander';

/** Something that whoever runs the command can put right; one line says what. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** Ctrl-C: what there was is written, and said. */
export class Interruption extends Error {
  override readonly name = 'Interruption';
}

export const exitCodes = { success: 0, failure: 1, usage: 2, interrupted: 130 } as const;

/** What to exit with after `error`. Commander has no word for "usage": all but help is one. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof Interruption) return exitCodes.interrupted;
  if (!(error instanceof CommanderError)) return exitCodes.failure;
  return error.exitCode === 0 ? exitCodes.success : exitCodes.usage;
}

/**
 * What to print for `error`: one line for bad input, the stack for what is a mistake in Plumbline,
 * and nothing for what commander has already printed.
 */
export function describeError(error: unknown): string | null {
  if (error instanceof CommanderError || error instanceof Interruption) return null;
  if (!(error instanceof Error)) return oneLine(String(error));
  const isExpected = expected.has(error.name);
  return isExpected ? oneLine(error.message) : (error.stack ?? error.message);
}

/** By name, since help and completion are to answer before the packages are loaded. */
const expected = new Set(['UserError', 'DataError', 'EnvironmentError', 'OutOfMemoryError']);

export function oneLine(text: string): string {
  return text.trim().replaceAll(/\s*\n\s*/g, ' ');
}

/** The code of an error of the operating system ('EACCES'), or its message. */
export function systemReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  return systemReasons[code] ?? error.message;
}

const systemReasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EEXIST: 'there is a file of that name',
  EISDIR: 'there is a folder of that name',
  ENAMETOOLONG: 'the name is too long',
};
