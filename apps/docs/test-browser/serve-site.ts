import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sirv from 'sirv';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The executable. */
    chromium: string;
    /** Where the first page is. */
    site: string;
    /** The folder of the built site. */
    built: string;
  }
}

/** Builds the site for a sub-path, and serves the folder above it as plain files. */
export default async function serveSite(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-docs-'));
  const built = join(folder, 'sub-path');
  const docs = join(import.meta.dirname, '..');
  const env = { ...process.env, DOCS_BASE: '/sub-path/' };
  const run = (command: string, ...args: string[]) =>
    execFileSync(command, args, { cwd: docs, env, stdio: ['ignore', 'ignore', 'inherit'] });
  run('node', 'src/build/copy-readmes.ts');
  run('node', 'src/build/make-digits.ts');
  run('node', 'src/build/make-math-font.ts');
  run('node', 'src/build/reference/make-reference.ts');
  run(join(docs, 'node_modules/.bin/vitepress'), 'build', '--outDir', built);

  const server = createServer(sirv(folder));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  project.provide('site', `http://127.0.0.1:${address.port}/sub-path/`);
  project.provide('built', built);
  return () => {
    server.close();
    rmSync(folder, { recursive: true });
  };
}
