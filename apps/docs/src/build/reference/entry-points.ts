import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packages } from '../packages.ts';

/** The top of the repository. */
export const root = join(import.meta.dirname, '../../../../..');

/** What a program can import from: a package, or a sub-path of one. */
export interface EntryPoint {
  /** As one imports it, `@plumbline/data/node`. */
  readonly name: string;
  /** The folder of its pages within the reference, `data/node`. */
  readonly folder: string;
  /** Its source, an absolute path. */
  readonly file: string;
  /** A package's, in its `package.json`; a sub-path has a docstring. */
  readonly description?: string;
}

/** All that the packages export, but for files that are no modules. */
export const entryPoints: readonly EntryPoint[] = packages.flatMap((name) => {
  const home = join(root, 'packages', name);
  const settings: { description: string; exports: Record<string, string> } = JSON.parse(
    readFileSync(join(home, 'package.json'), 'utf8'),
  );
  return Object.entries(settings.exports)
    .filter(([, file]) => file.endsWith('.ts'))
    .map(([path, file]) => {
      const folder = `${name}${path.slice(1)}`;
      const entry = { name: `@plumbline/${folder}`, folder, file: join(home, file) };
      return path === '.' ? { ...entry, description: settings.description } : entry;
    });
});
