import { expect, inject, test } from 'vitest';
import { packages } from '../src/build/packages.ts';
import { browser } from './visit.ts';

const open = browser();

test.each(packages)('no sideways scrolling on a phone, and all code in boxes: %s', async (name) => {
  const { page } = await open(`packages/${name}.html`, { size: 'phone' });
  const { scroll, client, bare } = await page.evaluate(() => ({
    scroll: document.documentElement.scrollWidth,
    client: document.documentElement.clientWidth,
    bare: document.querySelectorAll('.vp-doc pre:not([class*=language-] *)').length,
  }));
  expect(scroll).toBe(client);
  expect(bare).toBe(0);
  await page.close();
});

test('lists of guides and packages lead to them, and a link to the schema to the schema', async () => {
  const { page } = await open('guides/index.html');
  await page.locator('.vp-doc').getByRole('link', { name: 'Tensors' }).click();
  await page.waitForURL('**/guides/tensors.html');
  await page.goto(`${inject('site')}packages/index.html`);
  await page.locator('.vp-doc').getByRole('link', { name: '@plumbline/report' }).click();
  await page.getByRole('heading', { level: 1, name: '@plumbline/report' }).waitFor();
  const link = page.locator('.vp-doc').getByRole('link', { name: 'JSON Schema' });
  const address = new URL((await link.getAttribute('href')) ?? '', page.url());
  const answer = await page.request.get(address.href);
  expect(await answer.json()).toHaveProperty('properties.schema');
  await page.close();
});
