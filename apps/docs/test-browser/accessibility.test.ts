import { expect, test } from 'vitest';
import { seriousViolations } from './serious-violations.ts';
import { browser, themes, untilReady } from './visit.ts';

const open = browser();

test.each(themes)('axe finds nothing serious on the first page, %s', async (theme) => {
  const { page } = await open('', { theme });
  await untilReady(page);
  expect(await seriousViolations(page)).toEqual([]);
  await page.close();
});

test('everything can be reached and used by keyboard', async () => {
  const { page } = await open();
  await untilReady(page);
  const reached = new Set<string>();
  const withoutRing = new Set<string>();
  for (let i = 0; i < 30; i++) {
    await page.keyboard.press('Tab');
    const control = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element?.closest('.story-page')) return null;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return {
        name: element.getAttribute('aria-label') ?? element.textContent ?? '',
        hasRing: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1,
      };
    });
    if (control === null) continue;
    reached.add(control.name.trim());
    if (!control.hasRing) withoutRing.add(control.name.trim());
  }
  for (const name of [
    'Run',
    'Step',
    'Start over',
    'Depth',
    'Width',
    'Weights in the blocks',
    'Initialization',
    'Size of W₂ and W₃',
  ]) {
    expect(reached).toContain(name);
  }
  expect([...withoutRing]).toEqual([]);
  await page.close();
});
