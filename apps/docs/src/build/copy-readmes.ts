import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
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

/** A link to a package's folder leads to its page here, one to the schema to its copy. */
function linkedHere(text: string): string {
  return packages.reduce(
    (linked, name) => linked.replaceAll(`](../${name})`, `](./${name}.md)`),
    text.replaceAll('](schema/', '](/schema/'),
  );
}

for (const name of packages) copy(`${name}/README.md`, `${name}.md`);
copy('tensor/OPS.md', 'OPS.md');
cpSync(join(root, 'packages/report/schema'), join(root, 'apps/docs/public/schema'), {
  recursive: true,
});

function descriptionOf(name: string): string {
  const file = join(root, 'packages', name, 'package.json');
  const { description }: { description: string } = JSON.parse(readFileSync(file, 'utf8'));
  return description;
}

const rows = packages.map(
  (name) => `| [@plumbline/${name}](./${name}.md) | ${descriptionOf(name)} |`,
);
writeFileSync(
  join(pages, 'index.md'),
  ['# Packages', '', '| package | what it is |', '| --- | --- |', ...rows, ''].join('\n'),
);
