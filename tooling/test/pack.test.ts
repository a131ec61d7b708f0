import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packages, root } from '../src/repository.ts';

const work = mkdtempSync(join(tmpdir(), 'plumbline-pack-'));
const tarballs = new Map<string, string>();

function run(command: string, args: readonly string[], cwd = root): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: 'pipe', timeout: 120_000 });
}

/** A tool that is installed here, run with this Node. */
function tool(path: string, args: readonly string[]): string {
  return run(process.execPath, [join(import.meta.dirname, '../node_modules', path), ...args]);
}

beforeAll(() => {
  for (const name of packages) {
    const folder = join(root, 'packages', name);
    run(
      process.execPath,
      [join(root, 'node_modules/tsup/dist/cli-default.js'), '--silent'],
      folder,
    );
    run('pnpm', ['pack', '--pack-destination', work], folder);
    const file = readdirSync(work).find((entry) => entry.startsWith(`plumbline-${name}-`));
    tarballs.set(name, join(work, file ?? 'nothing was packed'));
  }
}, 240_000);
afterAll(() => rmSync(work, { recursive: true, force: true }));

describe.each(packages)('the packed @plumbline/%s', (name) => {
  const tarball = () => tarballs.get(name) ?? '';

  test('has what it needs and nothing of the workspace', () => {
    const files = run('tar', ['-tzf', tarball()]).split('\n');
    expect(files).toEqual(
      expect.arrayContaining([
        'package/dist/index.js',
        'package/dist/index.d.ts',
        'package/README.md',
        'package/LICENSE',
      ]),
    );
    expect(files.filter((file) => file.startsWith('package/src'))).toEqual([]);
    expect(run('tar', ['-xzOf', tarball(), 'package/package.json'])).not.toContain('workspace:');
  });

  test('is publint and arethetypeswrong clean', () => {
    tool('publint/src/cli.js', ['run', tarball(), '--strict']);
    tool('@arethetypeswrong/cli/dist/index.js', [tarball(), '--profile', 'esm-only']);
  });
});

test('the packed @plumbline/diagnostics keeps its matchers: their import is for its side effect', () => {
  const tarball = tarballs.get('diagnostics') ?? '';
  const read = (file: string) => run('tar', ['-xzOf', tarball, join('package', file)]);
  const { exports, sideEffects } = JSON.parse(read('package.json'));
  expect(sideEffects).toContain(exports['./vitest'].default);
  expect(read(exports['./vitest'].default)).toContain('expect.extend');
  expect(read(exports['./vitest'].types)).toMatch(/declare module ['"]vitest['"]/);
});

describe('in an empty project', () => {
  const project = join(work, 'project');

  beforeAll(() => {
    const file = (name: string) => `file:${tarballs.get(name)}`;
    const direct = ['layers', 'optimizers'].map((name) => [`@plumbline/${name}`, file(name)]);
    const transitive = ['kernels', 'tensor', 'autograd'].map((name) => [
      `@plumbline/${name}`,
      file(name),
    ]);
    execFileSync('mkdir', ['-p', project]);
    const settings = {
      name: 'project',
      private: true,
      type: 'module',
      dependencies: Object.fromEntries(direct),
      overrides: Object.fromEntries(transitive),
    };
    writeFileSync(join(project, 'package.json'), JSON.stringify(settings));
    copyFileSync(join(import.meta.dirname, 'train-two-layers.mjs'), join(project, 'train.mjs'));
    run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'], project);
  }, 120_000);

  test('layers and optimizers install with nothing but what they stand on', () => {
    const installed = readdirSync(join(project, 'node_modules/@plumbline')).sort();
    expect(installed).toEqual(['autograd', 'kernels', 'layers', 'optimizers', 'tensor']);
    const lock = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8'));
    expect(Object.keys(lock.packages).length).toBe(6);
  });

  test('and train a two-layer network', () => {
    expect(run(process.execPath, ['train.mjs'], project)).toContain(
      `trained on ${process.version}`,
    );
  });

  const own = ownNode();
  test.skipIf(own === null)(
    `and do so on the machine's own Node (${own ?? 'none on PATH'})`,
    () => {
      if (own !== null) expect(run(own, ['train.mjs'], project)).toContain('trained on v');
    },
  );
});

/** A `node` on PATH that no package brought, or null. */
function ownNode(): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = folders
    .filter((folder) => !folder.includes('node_modules'))
    .map((folder) => join(folder, 'node'));
  return found.find((path) => existsSync(path)) ?? null;
}
