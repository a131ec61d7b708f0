import { InvalidArgumentError } from 'commander';

/** Refuses an empty path, which would mean the working folder. */
export function path(text: string): string {
  if (text !== '') return text;
  throw new InvalidArgumentError('Expected a path.');
}
