import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './entry-points.ts';
import { readReference } from './read-reference.ts';
import { writeReference } from './write-reference.ts';

/** Makes the reference's pages. They are not in git: the docstrings are the source. */
const pages = join(root, 'apps/docs/reference');
rmSync(pages, { recursive: true, force: true });
await writeReference(await readReference(), pages);
