import type { Page } from 'playwright-core';
import { expect, inject, test } from 'vitest';
import { catalog, type ExperimentName } from '../src/experiments/catalog.ts';
import { noteLayoutShifts } from './layout-shifts.ts';
import { seriousViolations } from './serious-violations.ts';
import { browser, textOf, themes } from './visit.ts';

const open = browser();

/** Sliders to their lower ends, and some steps up from there. */
type Small = Readonly<Record<string, number>>;

interface Case {
  readonly name: ExperimentName;
  readonly small: Small;
  readonly sentence: RegExp;
}

const cases: readonly Case[] = [
  {
    name: 'depth',
    small: { 'Deepest network': 0, Width: 0 },
    sentence:
      /^Through 10 blocks a gradient of 1 becomes: plain \d(\.\d)? times 10 to the -[45] \(predicted 5\.9 times 10 to the -5\), residual [12](\.\d)? \(predicted 2\), .*ReZero 1 \(predicted 1\)\.$/,
  },
  {
    name: 'paths',
    small: { Network: 0, Training: 1 },
    sentence:
      /^The mean path through 4 blocks takes 2 branches; .* takes [01]\.\d+ before training, and [01]\.\d+ after 50 steps\./,
  },
  {
    name: 'lesion',
    small: { 'Both networks': 0, Training: 2 },
    sentence:
      /^The plain network gets [5-9]\d % .* blocks [12]?\d % on .* The residual network gets [6-9]\d % .* [5-9]\d % on the average/,
  },
  {
    name: 'shattering',
    small: { 'Deep networks': 2 },
    sentence: /white noise −0\.01, brown noise 0\.85\. .*plain network of 12 layers −?0\.[0-3]\d;/,
  },
  {
    name: 'landscape',
    small: { 'Both networks': 0, Training: 1 },
    sentence: /^Plain: loss 0\.\d+ where training ended, .* Residual: loss 0\.\d+ .*3 directions/,
  },
];

async function setUp(page: Page, small: Small): Promise<void> {
  for (const [name, steps] of Object.entries(small)) {
    await page.getByRole('slider', { name }).focus();
    await page.keyboard.press('Home');
    for (let i = 0; i < steps; i++) await page.keyboard.press('ArrowRight');
  }
}

async function runToEnd(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Run', exact: true }).press('Enter');
  await page.locator('.experiment[data-status=finished]').waitFor({ timeout: 90_000 });
}

test.each(cases)(
  '$name: runs, draws, and says what came out',
  async ({ name, small, sentence }) => {
    const { page, complaints, requests } = await open(`experiments/${name}.html`);
    await page.getByRole('heading', { level: 1, name: catalog[name].title }).waitFor();
    await setUp(page, small);
    const shifts = await noteLayoutShifts(page);
    await runToEnd(page);

    const { series } = await readChart(page);
    expect(series).toBeGreaterThanOrEqual(2);
    expect(await textOf(page.locator('.sentence'))).toMatch(sentence);
    expect(await textOf(page.locator('[role=status]').first())).toMatch(/^done\. /);
    expect(await shifts()).toEqual([]);
    await page.getByText('The numbers').click();
    expect(await page.locator('.numbers tbody tr').count()).toBeGreaterThanOrEqual(2);

    expect(complaints).toEqual([]);
    expect(requests.filter((url) => !url.startsWith(inject('site')))).toEqual([]);
    await page.close();
  },
);

/** What is drawn: curves or bars, with something in them. */
async function readChart(page: Page): Promise<{ series: number }> {
  const drawn = page.locator('.picture svg path:not(.grid)');
  const paths = await drawn.evaluateAll((all) => all.map((path) => path.getAttribute('d') ?? ''));
  return { series: paths.filter((d) => d.length > 20).length };
}

test('Stop ends it where it is, and Run begins anew', async () => {
  const { page, complaints } = await open('experiments/paths.html');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.locator('.picture svg').waitFor({ timeout: 60_000 });
  expect(await page.getByRole('slider', { name: 'Network' }).isDisabled()).toBe(true);
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.locator('.experiment[data-status=stopped]').waitFor();
  const value = await page.locator('progress').getAttribute('value');
  expect(Number(value)).toBeLessThan(1);
  await setUp(page, { Network: 0, Training: 0 });
  await runToEnd(page);
  expect(await textOf(page.locator('.sentence'))).toMatch(/^The mean path through 4 blocks/);
  expect(complaints).toEqual([]);
  await page.close();
});

test.each(themes)('axe finds nothing serious on an experiment that is done, %s', async (theme) => {
  const { page } = await open('experiments/shattering.html', { theme, size: 'phone' });
  await setUp(page, { 'Deep networks': 0 });
  await runToEnd(page);
  await page.getByText('The numbers').click();
  expect(await seriousViolations(page)).toEqual([]);
  await page.close();
});

test('the list leads to every experiment', async () => {
  const { page } = await open('experiments/index.html');
  for (const { title } of Object.values(catalog)) {
    const link = page.locator('table').getByRole('link', { name: title });
    expect(await link.count()).toBe(1);
  }
  await page.close();
});

test.each(Object.keys(catalog))('no sideways scrolling on a phone: %s', async (name) => {
  const { page } = await open(`experiments/${name}.html`, { size: 'phone' });
  await page.getByRole('button', { name: 'Run', exact: true }).waitFor();
  const { scroll, client } = await page.evaluate(() => ({
    scroll: document.documentElement.scrollWidth,
    client: document.documentElement.clientWidth,
  }));
  expect(scroll).toBe(client);
  await page.close();
});
