import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { seriousViolations } from './serious-violations.ts';
import { browser, sizes, textOf } from './visit.ts';

const open = browser();

test('a reader searches for backward and comes to its page', async () => {
  const { page, complaints, requests } = await open('');
  await page.getByRole('link', { name: 'Reference', exact: true }).first().click();
  await page.waitForURL('**/sub-path/reference/**');
  expect(await textOf(page.locator('.vp-doc h1'))).toContain('Reference');

  await page.getByRole('button', { name: 'Search' }).first().click();
  await page.getByRole('searchbox').fill('backward');
  const result = page.locator('.VPLocalSearchBox .result', { hasText: 'backward()' });
  await result.first().click();
  await page.waitForURL('**/sub-path/reference/autograd/functions/backward.html*');
  expect(await textOf(page.locator('.vp-doc'))).toContain('Adds the gradient of loss');

  await page.locator('.vp-doc').getByRole('link', { name: 'BackwardOptions' }).click();
  await page.waitForURL('**/reference/autograd/interfaces/BackwardOptions.html');
  expect(await textOf(page.locator('.vp-doc'))).toContain('retainGraph');
  expect(complaints).toEqual([]);
  expect(requests.filter((url) => !url.startsWith(inject('site')))).toEqual([]);
  await page.close();
});

test.each(['residual', 'learning rate'])('a search for %s finds guides first', async (words) => {
  const { page } = await open('');
  await page.getByRole('button', { name: 'Search' }).first().click();
  await page.getByRole('searchbox').fill(words);
  const first = page.locator('.VPLocalSearchBox a.result').first();
  await expect.poll(() => first.getAttribute('href')).toContain('/guides/');
  await page.close();
});

const pages = [
  'reference/index.html',
  'reference/tensor/index.html',
  'reference/tensor/classes/Tensor.html',
  'reference/autograd/functions/backward.html',
  'reference/diagnostics/functions/jacobianSpectrum.html',
];
const looks = [
  { size: 'desk', theme: 'light' },
  { size: 'phone', theme: 'dark' },
] as const;

test.each(pages.flatMap((path) => looks.map((look) => ({ path, ...look }))))(
  '$path, $size, $theme: axe finds nothing serious, and nothing is wider than the window',
  async ({ path, ...look }) => {
    const { page } = await open(path, look);
    await page.locator('.vp-doc h1').waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(sizes[look.size].width);
    await page.close();
  },
);

test('every link to a place in a page of the reference finds it', () => {
  const { pathname } = new URL(inject('site'));
  const folder = join(inject('built'), 'reference');
  const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.html'))
    .map((name): [path: string, html: string] => [
      `${pathname}reference/${name}`,
      readFileSync(join(folder, name), 'utf8'),
    ]);
  const places = new Set(
    pages.flatMap(([path, html]) =>
      [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => `${path}#${id}`),
    ),
  );
  const links = pages.flatMap(([path, html]) =>
    [...html.matchAll(/<a [^>]*href="([^"]*\.html)?#([^"]+)"/g)]
      .map(([, to = path, id]) => `${to}#${id}`)
      .filter((link) => link.includes('/reference/')),
  );
  expect(links.length).toBeGreaterThan(pages.length);
  expect(links.filter((link) => !places.has(link))).toEqual([]);
});
