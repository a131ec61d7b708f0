import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packages, root } from './repository.ts';

export interface Example {
  /** The file and line it stands in. */
  readonly where: string;
  readonly code: string;
  /** How it ends when it runs as it stands; `tests`: it is a file of tests, which pass. */
  readonly ending: 'returns' | 'throws' | 'tests';
}

/** All ```ts blocks of READMEs and of the docs site. Every one of them runs. */
export function allExamples(): Example[] {
  const readmes = packages.map((name) => `packages/${name}/README.md`);
  return [
    ...['README.md', 'CONTRIBUTING.md', ...readmes].flatMap((path) => examplesIn(path)),
    ...docsPages().flatMap(examplesIn),
  ];
}

function examplesIn(path: string): Example[] {
  const text = readFileSync(join(root, path), 'utf8');
  return [...text.matchAll(/^```ts ?(.*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    where: `${path}:${text.slice(0, match.index).split('\n').length + 1}`,
    code: match[2] ?? '',
    ending: endingOf(match[1] ?? ''),
  }));
}

/** By what stands behind ```ts; "run" is for the reader, who runs it on the page. */
function endingOf(mark: string): Example['ending'] {
  if (mark === '' || mark === 'run') return 'returns';
  if (mark === 'run throws') return 'throws';
  if (mark === 'test') return 'tests';
  throw new Error(`\`\`\`ts ${mark}: the marks are run, run throws and test`);
}

/** Those that someone wrote: pages made of READMEs and docstrings are not in git. */
function docsPages(): string[] {
  const list = ['ls-files', '--cached', '--others', '--exclude-standard', 'apps/docs/**/*.md'];
  const paths = execFileSync('git', list, { cwd: root, encoding: 'utf8' }).trim().split('\n');
  return [...new Set(paths)].sort();
}
