import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './repository.ts';

export interface Example {
  /** The file and line it stands in. */
  readonly where: string;
  readonly code: string;
}

/** The ```ts blocks of a Markdown file. */
export function examplesIn(path: string): Example[] {
  const text = readFileSync(join(root, path), 'utf8');
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => ({
    where: `${path}:${text.slice(0, match.index).split('\n').length + 1}`,
    code: match[1] ?? '',
  }));
}
