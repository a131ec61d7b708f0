import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packages } from './packages.ts';

/** Makes each package's README its page, and tensor's OPS.md. The copies are not in git: the README is the source. */
const root = join(import.meta.dirname, '../../../..');
const pages = join(root, 'apps/docs/packages');
mkdirSync(pages, { recursive: true });

function copy(from: string, to: string): void {
  const text = readFileSync(join(root, 'packages', from), 'utf8');
  writeFileSync(join(pages, to), linkedHere(text));
}

/** A link to a package's folder leads to its page here. */
function linkedHere(text: string): string {
  return packages.reduce(
    (linked, name) => linked.replaceAll(`](../${name})`, `](./${name}.md)`),
    text,
  );
}

for (const name of packages) copy(`${name}/README.md`, `${name}.md`);
copy('tensor/OPS.md', 'OPS.md');
