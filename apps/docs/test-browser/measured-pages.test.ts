import { test } from 'vitest';
import { expectScreenshot } from './expect-screenshot.ts';
import { browser, looks } from './visit.ts';

const open = browser();

/** All that is random has a seed. */
test.each(looks)('an experiment that is done, $size, $theme', async ({ size, theme }) => {
  const { page } = await open('experiments/depth.html', { size, theme });
  for (const name of ['Deepest network', 'Width']) {
    await page.getByRole('slider', { name }).press('Home');
  }
  await page.getByRole('button', { name: 'Run', exact: true }).press('Enter');
  await page.locator('.experiment[data-status=finished]').waitFor({ timeout: 90_000 });
  await expectScreenshot(page, `experiment-${size}-${theme}`);
  await page.close();
});

test.each(looks)('a report on the diagnosis page, $size, $theme', async ({ size, theme }) => {
  const { page } = await open('diagnose.html', { size, theme });
  await page.waitForLoadState('networkidle');
  await page.getByRole('button', { name: 'Try it with an example' }).click();
  await page.locator('#diagnose-result').waitFor();
  await expectScreenshot(page, `diagnosis-${size}-${theme}`, 2000);
  await page.close();
});
