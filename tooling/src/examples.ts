import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packages, root } from './repository.ts';

export interface Example {
  /** The file and line it stands in. */
  readonly where: string;
  readonly code: string;
  /** How it ends when it runs as it stands; null: it only type-checks. */
  readonly ending: 'returns' | 'throws' | null;
}

/** All ```ts blocks of READMEs, which run, and of the docs site, where they say whether they do. */
export function allExamples(): Example[] {
  const readmes = packages.map((name) => `packages/${name}/README.md`);
  return [
    ...['README.md', 'CONTRIBUTING.md', ...readmes].flatMap((path) =>
      examplesIn(path, () => 'returns'),
    ),
    ...docsPages().flatMap((path) => examplesIn(path, endingOf)),
  ];
}

function examplesIn(path: string, ending: (mark: string) => Example['ending']): Example[] {
  const text = readFileSync(join(root, path), 'utf8');
  return [...text.matchAll(/^```ts ?(.*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    where: `${path}:${text.slice(0, match.index).split('\n').length + 1}`,
    code: match[2] ?? '',
    ending: ending(match[1] ?? ''),
  }));
}

/** What stands behind ```ts: "run", "run throws" or nothing. */
function endingOf(mark: string): Example['ending'] {
  if (mark === '') return null;
  if (mark === 'run') return 'returns';
  if (mark === 'run throws') return 'throws';
  throw new Error(`\`\`\`ts ${mark}: the marks are run and run throws`);
}

/** Those that someone wrote: pages made of READMEs and docstrings are not in git. */
function docsPages(): string[] {
  const list = ['ls-files', '--cached', '--others', '--exclude-standard', 'apps/docs/**/*.md'];
  const paths = execFileSync('git', list, { cwd: root, encoding: 'utf8' }).trim().split('\n');
  return [...new Set(paths)].sort();
}
