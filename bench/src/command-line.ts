import { InvalidArgumentError } from 'commander';

/** Parses a whole number from 1 up. */
export function positiveWhole(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError('Expected a whole number from 1 up.');
}
