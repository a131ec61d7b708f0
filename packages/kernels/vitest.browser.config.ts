import { existsSync } from 'node:fs';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';

const chromium = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/**
 * The tests of this package in headless Chromium, once with cross-origin isolation (threads) and
 * once without: `ISOLATED=yes` or `ISOLATED=no`. `pnpm test:browser` runs both.
 */
const isIsolated = process.env['ISOLATED'] !== 'no';

if (!existsSync(chromium)) {
  console.log(`skipped: no Chromium at ${chromium}; tooling/install-chromium.sh installs Debian's`);
  process.exit(0);
}

export default defineConfig({
  server: {
    headers: isIsolated
      ? {
          'Cross-Origin-Opener-Policy': 'same-origin',
          'Cross-Origin-Embedder-Policy': 'require-corp',
        }
      : {},
  },
  define: { ISOLATED: JSON.stringify(isIsolated) },
  test: {
    include: [
      'test/wasm-*.test.ts',
      'test/threads.test.ts',
      'test/calls-behind.test.ts',
      'test/arena.test.ts',
    ],
    testTimeout: 60_000,
    fileParallelism: false,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: {
          executablePath: chromium,
          args: [
            '--no-sandbox',
            '--disable-gpu',
            '--disable-quic',
            '--no-first-run',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
          ],
        },
      }),
      instances: [{ browser: 'chromium' }],
    },
  },
});
