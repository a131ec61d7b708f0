import { writeFileSync } from 'node:fs';
import { opsPage } from './ops-page.ts';

writeFileSync(new URL('../OPS.md', import.meta.url), opsPage());
