import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import { expect, test } from 'vitest';
import { browser, sizes, themes, untilReady } from './visit.ts';

/**
 * The first page before training, where nothing moves. `UPDATE_SCREENSHOTS=yes pnpm test:browser`
 * takes new ones: look at them before they are committed.
 */
const folder = join(import.meta.dirname, 'screenshots');
/** The share of pixels that may differ: edges of letters do, from one machine to the next. */
const tolerance = 0.01;

const open = browser();
const cases = Object.keys(sizes).flatMap((size) => themes.map((theme) => ({ size, theme })));

test.each(cases)('the first page, $size, $theme', async ({ size, theme }) => {
  const { page } = await open('', { size: size === 'phone' ? 'phone' : 'desk', theme });
  await untilReady(page);
  await page.evaluate(() => document.fonts.ready);
  const taken = await page.screenshot({ fullPage: true, animations: 'disabled' });
  await page.close();

  const path = join(folder, `first-page-${size}-${theme}.png`);
  if (process.env['UPDATE_SCREENSHOTS'] !== undefined) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, taken);
  }
  expect(existsSync(path), `${path}: none; UPDATE_SCREENSHOTS=yes makes one`).toBe(true);
  const [now, committed] = [PNG.sync.read(taken), PNG.sync.read(readFileSync(path))];
  const { width, height } = committed;
  expect({ width: now.width, height: now.height }).toEqual({ width, height });
  const differing = pixelmatch(now.data, committed.data, undefined, width, height);
  expect(differing / (width * height)).toBeLessThan(tolerance);
});
