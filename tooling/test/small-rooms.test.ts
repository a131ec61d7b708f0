import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { filesBelow, root } from '../src/repository.ts';

const most = 400;

/** A table of contents may be as long as what it lists. */
const exceptions: Readonly<Record<string, string>> = {
  'packages/tensor/src/tensor.ts':
    'one method an op, each a line of code and a line of what it means',
};

test(`source files have at most ${most} lines`, () => {
  const sources = ['packages', 'apps']
    .flatMap((folder) => filesBelow(folder, '.ts'))
    .filter((path) => path.includes('/src/'));
  const long = sources.filter(
    (path) => readFileSync(join(root, path), 'utf8').split('\n').length - 1 > most,
  );
  expect(long.filter((path) => !(path in exceptions))).toEqual([]);
});
