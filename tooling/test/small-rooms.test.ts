import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { filesBelow, root } from '../src/repository.ts';

const most = 400;

test(`source files have at most ${most} lines`, () => {
  const sources = ['packages', 'apps']
    .flatMap((folder) => filesBelow(folder, '.ts'))
    .filter((path) => path.includes('/src/'));
  const long = sources.filter(
    (path) => readFileSync(join(root, path), 'utf8').split('\n').length - 1 > most,
  );
  expect(long).toEqual([]);
});
