import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { examplesIn } from '../src/readme-examples.ts';
import { packages, root } from '../src/repository.ts';

/** Inside the workspace, so that imports resolve as they do for a user. */
const folder = join(import.meta.dirname, '../.examples');
const readmes = [
  'README.md',
  'CONTRIBUTING.md',
  ...packages.map((name) => `packages/${name}/README.md`),
];
const examples = readmes
  .flatMap(examplesIn)
  .map((example, i) => ({ ...example, file: join(folder, `example-${i}.ts`) }));

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  // An export makes each a module of its own, with top-level await.
  for (const { file, code } of examples) writeFileSync(file, `${code}\nexport {};\n`);
  const settings = { extends: '../../tsconfig.base.json', include: ['*.ts'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('examples in READMEs', () => {
  test.each(packages)('%s has one', (name) => {
    expect(examples.some(({ where }) => where.startsWith(`packages/${name}/`))).toBe(true);
  });

  test.each(examples)('$where runs', { timeout: 90_000 }, ({ file }) => {
    execFileSync(process.execPath, ['--no-warnings', file], { stdio: 'pipe', timeout: 60_000 });
  });

  test('all type-check', { timeout: 180_000 }, () => {
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    execFileSync(process.execPath, [compiler, '-p', folder], { stdio: 'pipe' });
  });
});
