import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Digits, loadDigits } from '../src/story/digits.ts';

/** What `make-digits.ts` has made. */
export function readDigits(): Promise<Digits> {
  const folder = join(import.meta.dirname, '../src/digits');
  return loadDigits((file) => readFile(join(folder, `${file}.bin`)));
}
