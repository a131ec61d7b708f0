import { existsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const chromium = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

if (!existsSync(chromium)) {
  console.log(`skipped: no Chromium at ${chromium}; tooling/install-chromium.sh installs Debian's`);
  process.exit(0);
}

/** The built site under a sub-path of a static server, in headless Chromium, as a reader uses it. */
export default defineConfig({
  test: {
    include: ['test-browser/**/*.test.ts'],
    globalSetup: ['test-browser/serve-site.ts'],
    provide: { chromium },
    testTimeout: 120_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
