import { test } from 'vitest';
import { expectScreenshot } from './expect-screenshot.ts';
import { browser, looks, untilReady } from './visit.ts';

const open = browser();

/** Before training, where nothing moves. */
test.each(looks)('the first page, $size, $theme', async ({ size, theme }) => {
  const { page } = await open('', { size, theme });
  await untilReady(page);
  await expectScreenshot(page, `first-page-${size}-${theme}`);
  await page.close();
});
