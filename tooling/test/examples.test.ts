import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resnet18 } from '@plumbline/layers';
import { writeSafetensors } from '@plumbline/safetensors/node';
import { afterAll, describe, expect, test } from 'vitest';
import { allExamples, type Example } from '../src/examples.ts';
import { packages, root } from '../src/repository.ts';

/** Inside the workspace, so that imports resolve as they do for a user. */
const folder = join(import.meta.dirname, '../.examples');
const examples = allExamples().map((example, i) => ({
  ...example,
  file: join(folder, `example-${i}.ts`),
}));

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
// An export makes each a module of its own, with top-level await.
for (const { file, code } of examples) writeFileSync(file, `${code}\nexport {};\n`);
const settings = { extends: '../../tsconfig.base.json', include: ['*.ts'] };
writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings));
// What the reader of a guide has from elsewhere.
await writeSafetensors(join(folder, 'resnet18.safetensors'), resnet18().stateDict());

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (file: string) =>
  execFileSync(process.execPath, ['--no-warnings', file], {
    cwd: folder,
    stdio: 'pipe',
    timeout: 60_000,
  });
const endingIn = (end: Example['ending']) => examples.filter(({ ending }) => ending === end);

describe('examples in READMEs and on the docs site', () => {
  test.each([...packages.map((name) => `packages/${name}/`), 'apps/docs/guides/'])(
    '%s has one that runs',
    (path) => {
      expect(endingIn('returns').some(({ where }) => where.startsWith(path))).toBe(true);
    },
  );

  test.each(endingIn('returns'))('$where runs', { timeout: 90_000 }, ({ file }) => {
    run(file);
  });

  test.each(endingIn('throws'))(
    '$where throws, as it is meant to',
    { timeout: 90_000 },
    ({ file }) => {
      expect(() => run(file)).toThrow('Command failed');
    },
  );

  describe.each(endingIn('tests'))('$where', ({ file }) => import(file));

  test('all type-check', { timeout: 180_000 }, () => {
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    const { stdout } = spawnSync(process.execPath, [compiler, '-p', folder], { encoding: 'utf8' });
    expect(stdout).toBe('');
  });
});
