import type { Page } from 'playwright-core';
import { expect, inject, test } from 'vitest';
import { noteLayoutShifts } from './layout-shifts.ts';
import { browser, textOf, untilReady } from './visit.ts';

const open = browser();

const panel = (page: Page, name: 'plain' | 'residual') => page.locator(`[data-network=${name}]`);
const slider = (page: Page, name: string) => page.getByRole('slider', { name });

/** Heights of a network's bars, first layer to last, 0 to 100. */
const bars = (page: Page, name: 'plain' | 'residual') =>
  panel(page, name)
    .locator('rect')
    .evaluateAll((rects) => rects.map((rect) => Number(rect.getAttribute('height'))));

async function digitsRight(page: Page, name: 'plain' | 'residual'): Promise<number> {
  return Number.parseFloat((await textOf(panel(page, name).locator('.right strong'))) || '0');
}

test('press Run: the plain network starves, the residual one learns, and nothing else moves', async () => {
  const { page, complaints, requests } = await open();
  await untilReady(page);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  const shifts = await noteLayoutShifts(page);

  await page.getByRole('button', { name: 'Run' }).focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => digitsRight(page, 'residual'), { timeout: 90_000 }).toBeGreaterThan(60);
  expect(await digitsRight(page, 'plain')).toBeLessThan(30);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Run' }).waitFor();

  const state = page.locator('.state');
  expect(await textOf(state)).toMatch(/Plain The gradient at the first layer is .*weaker/);
  expect(await textOf(state)).toMatch(
    /Residual The gradient arrives at the first layer\. It learns/,
  );
  const [plain, residual] = [await bars(page, 'plain'), await bars(page, 'residual')];
  expect(plain).toHaveLength(30);
  expect(plain[0]).toBeLessThan(plain.at(-1)! / 3);
  expect(Math.min(...residual)).toBeGreaterThan(Math.max(...residual) / 2);
  expect(await page.locator('[role=status]').first().textContent()).toMatch(/Step \d+\. Plain:/);

  expect(await shifts()).toEqual([]);
  expect(complaints).toEqual([]);
  expect(requests.filter((url) => !url.startsWith(inject('site')))).toEqual([]);
  await page.close();
});

test('a slider changes both networks at once, and Step trains them by one step', async () => {
  const { page, complaints } = await open();
  await untilReady(page);
  await slider(page, 'Depth').focus();
  for (let i = 0; i < 10; i++) await page.keyboard.press('ArrowRight');
  await expect.poll(async () => (await bars(page, 'plain')).length, { timeout: 30_000 }).toBe(50);
  expect(await bars(page, 'residual')).toHaveLength(50);
  const before = await textOf(panel(page, 'residual').locator('.first strong'));
  await page.getByRole('button', { name: 'Step' }).click();
  await page.getByText('step 1 of 500').waitFor();
  expect(await textOf(panel(page, 'residual').locator('.first strong'))).not.toBe(before);
  await page.getByRole('button', { name: 'Start over' }).click();
  await page.getByText('step 0 of 500').waitFor();
  expect(complaints).toEqual([]);
  await page.close();
});

test('without the shortcut both networks are the same', async () => {
  const { page } = await open();
  await untilReady(page);
  expect(await bars(page, 'residual')).not.toEqual(await bars(page, 'plain'));
  await page.getByRole('switch', { name: 'Shortcut' }).uncheck();
  await expect
    .poll(
      async () => {
        const [plain, residual] = [await bars(page, 'plain'), await bars(page, 'residual')];
        return plain.length > 0 && plain.every((height, layer) => height === residual[layer]);
      },
      { timeout: 30_000 },
    )
    .toBe(true);
  await page.close();
});

test('weights at 0 leave nothing for the plain network, and the shortcut for the other', async () => {
  const { page } = await open();
  await untilReady(page);
  await slider(page, 'Weights in the blocks').focus();
  await page.keyboard.press('Home');
  await expect
    .poll(() => textOf(page.locator('.state')), { timeout: 30_000 })
    .toMatch(/Plain No gradient reaches the first layer/);
  expect(await textOf(panel(page, 'plain').locator('.first strong'))).toBe('0');
  expect((await bars(page, 'residual'))[0]).toBeGreaterThan(50);
  await page.close();
});

test('the two terms: as W2 and W3 go to 0 the branch term goes, the identity term stays', async () => {
  const { page } = await open('', { size: 'phone' });
  await untilReady(page);
  const norm = (name: string) => textOf(page.locator(`[data-term=${name}] .norm`));
  const identity = await norm('identity');
  expect(Number(await norm('branch'))).toBeGreaterThan(0);
  await slider(page, 'Size of W₂ and W₃').focus();
  await page.keyboard.press('Home');
  await expect.poll(() => norm('branch')).toBe('0');
  expect(await norm('identity')).toBe(identity);
  expect(await norm('whole')).toBe(identity);
  await page.getByText('The identity term stands as it was').first().waitFor();
  await page.keyboard.press('End');
  await expect.poll(async () => Number(await norm('branch'))).toBeGreaterThan(1);
  expect(await norm('identity')).toBe(identity);
  await page.close();
});

test('links lead to pages under the sub-path', async () => {
  const { page, complaints } = await open();
  await page.getByRole('link', { name: 'Layers and residual blocks' }).click();
  await page.getByRole('heading', { level: 1, name: '@plumbline/layers' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { level: 1, name: '@plumbline/layers' }).waitFor();
  expect(complaints).toEqual([]);
  await page.close();
});

test('no sideways scrolling on a phone', async () => {
  const { page } = await open('', { size: 'phone' });
  await untilReady(page);
  const { scroll, client } = await page.evaluate(() => ({
    scroll: document.documentElement.scrollWidth,
    client: document.documentElement.clientWidth,
  }));
  expect(scroll).toBe(client);
  await page.close();
});

test('a reader who asks for less motion sees a new state once a second at most', async () => {
  const { page } = await open();
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await untilReady(page);
  await page.getByRole('button', { name: 'Run' }).click();
  const states = new Set<string>();
  const end = Date.now() + 2500;
  while (Date.now() < end) states.add(await textOf(page.locator('.step')));
  expect(states.size).toBeGreaterThan(1);
  expect(states.size).toBeLessThanOrEqual(4);
  await page.close();
});
