import { InvalidArgumentError } from 'commander';

/** Parses `3,32,32`. */
export function shape(text: string): readonly number[] {
  const sizes = text.split(',').map(Number);
  if (text !== '' && sizes.every((size) => Number.isSafeInteger(size) && size > 0)) return sizes;
  throw new InvalidArgumentError('Expected whole numbers from 1 up, as 3,32,32.');
}
