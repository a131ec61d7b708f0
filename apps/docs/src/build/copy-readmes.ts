import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packages } from './packages.ts';

/** Makes each package's README its page, and tensor's OPS.md. The copies are not in git: the README is the source. */
const pages = join(import.meta.dirname, '../../packages');
mkdirSync(pages, { recursive: true });
for (const name of packages) {
  const readme = readFileSync(
    join(import.meta.dirname, '../../../../packages', name, 'README.md'),
    'utf8',
  );
  writeFileSync(join(pages, `${name}.md`), readme);
}
const ops = readFileSync(join(import.meta.dirname, '../../../../packages/tensor/OPS.md'), 'utf8');
writeFileSync(join(pages, 'OPS.md'), ops);
