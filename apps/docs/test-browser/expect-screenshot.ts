import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pixelmatch from 'pixelmatch';
import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { expect } from 'vitest';

const folder = join(import.meta.dirname, 'screenshots');
/** The share of pixels that may differ: edges of letters do, from one machine to the next. */
const tolerance = 0.01;

/**
 * Compares a page on which nothing moves with the committed screenshot of that name; of a long page
 * only the first `height` pixels. `UPDATE_SCREENSHOTS=yes pnpm test:browser` takes new ones: look at them
 * before they are committed.
 */
export async function expectScreenshot(page: Page, name: string, height?: number): Promise<void> {
  await page.evaluate(() => {
    scrollTo({ top: 0, behavior: 'instant' });
    return document.fonts.ready;
  });
  const { width = 0 } = page.viewportSize() ?? {};
  const clip = height === undefined ? {} : { clip: { x: 0, y: 0, width, height } };
  const taken = await page.screenshot({ fullPage: true, animations: 'disabled', ...clip });

  const path = join(folder, `${name}.png`);
  if (process.env['UPDATE_SCREENSHOTS'] !== undefined) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, taken);
  }
  expect(existsSync(path), `${path}: none; UPDATE_SCREENSHOTS=yes makes one`).toBe(true);
  const [now, committed] = [PNG.sync.read(taken), PNG.sync.read(readFileSync(path))];
  const size = { width: committed.width, height: committed.height };
  expect({ width: now.width, height: now.height }).toEqual(size);
  const differing = pixelmatch(now.data, committed.data, undefined, size.width, size.height);
  expect(differing / (size.width * size.height)).toBeLessThan(tolerance);
}
