import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, inject, test } from 'vitest';
import { guides } from '../src/build/guides.ts';
import { seriousViolations } from './serious-violations.ts';
import { browser, textOf, themes } from './visit.ts';

const open = browser();
const blocksOf = (page: Page) => page.locator('.runnable-code');

/** How each block of a guide that runs is to end, from its source. */
function endings(name: string): string[] {
  const text = readFileSync(join(import.meta.dirname, `../guides/${name}.md`), 'utf8');
  return [...text.matchAll(/^```ts run(.*)$/gm)].map(([, mark]) =>
    mark === ' throws' ? 'failed' : 'finished',
  );
}

async function untilEnded(block: Locator): Promise<string | null> {
  const status = () => block.getAttribute('data-status');
  await expect.poll(status, { timeout: 60_000 }).toMatch(/finished|failed|stopped/);
  return status();
}

/** The editor of a block, once it is there. */
async function editorOf(block: Locator): Promise<Locator> {
  await block.scrollIntoViewIfNeeded();
  const editor = block.getByRole('textbox');
  await editor.waitFor();
  return editor;
}

async function write(page: Page, editor: Locator, code: string): Promise<void> {
  await editor.focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(code);
}

describe.each(guides)('$name', ({ name }) => {
  test('every block runs, and ends as it is meant to', async () => {
    const { page, complaints, requests } = await open(`guides/${name}.html`);
    const expected = endings(name);
    expect(expected.length).toBeGreaterThanOrEqual(1);
    const blocks = await blocksOf(page).all();
    expect(blocks).toHaveLength(expected.length);
    for (const [i, block] of blocks.entries()) {
      await editorOf(block);
      await block.getByRole('button', { name: 'Run' }).click();
      const output = block.getByRole('log');
      expect(await untilEnded(block), await textOf(output)).toBe(expected[i]);
      expect(await textOf(output)).not.toBe('');
    }
    expect(complaints).toEqual([]);
    expect(requests.filter((url) => !url.startsWith(inject('site')))).toEqual([]);
    await page.close();
  });

  test('it has one title, and no sideways scrolling on a phone', async () => {
    const { page } = await open(`guides/${name}.html`, { size: 'phone' });
    expect(await page.locator('h1').count()).toBe(1);
    const { scroll, client } = await page.evaluate(() => ({
      scroll: document.documentElement.scrollWidth,
      client: document.documentElement.clientWidth,
    }));
    expect(scroll).toBe(client);
    await page.close();
  });
});

test('an error of the reader’s own shows in place, with its line', async () => {
  const { page, complaints } = await open('guides/tensors.html');
  const block = blocksOf(page).first();
  const editor = await editorOf(block);
  const original = await editor.textContent();

  await write(page, editor, 'const a = [1];\n\na.map(null);');
  await page.keyboard.press('Control+Enter');
  expect(await untilEnded(block)).toBe('failed');
  expect(await textOf(block.getByRole('log'))).toMatch(
    /^Line 3TypeError: .*null is not a function$/,
  );
  expect(await textOf(block.locator('.cm-markedLine'))).toBe('a.map(null);');

  await block.getByRole('button', { name: 'Line 3' }).click();
  await page.keyboard.type('// ');
  expect(await editor.textContent()).toContain('// a.map(null);');
  expect(await block.locator('.cm-markedLine').count()).toBe(0);

  await write(page, editor, 'let a = 1;\nlet a = 2;');
  await page.keyboard.press('Control+Enter');
  expect(await untilEnded(block)).toBe('failed');
  expect(await textOf(block.getByRole('log'))).toMatch(
    /^Line 2SyntaxError: .* already been declared$/,
  );

  await write(page, editor, "Promise.reject(new Error('let go of'));");
  await page.keyboard.press('Control+Enter');
  expect(await untilEnded(block)).toBe('failed');
  expect(await textOf(block.getByRole('log'))).toBe('Line 1Error: let go of');

  await block.getByRole('button', { name: 'Reset' }).click();
  expect(await editor.textContent()).toBe(original);
  expect(await textOf(block.getByRole('log'))).toBe('');
  expect(complaints).toEqual([]);
  await page.close();
});

test('an endless loop is stopped, and the page goes on', async () => {
  const { page, complaints } = await open('guides/tensors.html');
  const block = blocksOf(page).first();
  const editor = await editorOf(block);
  await write(page, editor, "console.log('it begins');\nwhile (true) console.log('and on');");
  await page.keyboard.press('Control+Enter');
  const log = block.getByRole('log');
  await expect
    .poll(() => textOf(log), { timeout: 30_000 })
    .toMatch(/More was printed than is shown/);
  await block.getByRole('button', { name: 'Stop' }).click();
  expect(await untilEnded(block)).toBe('stopped');
  expect(await textOf(log)).toMatch(/^it begins/);

  await write(page, editor, "console.log('again');");
  await page.keyboard.press('Control+Enter');
  expect(await untilEnded(block)).toBe('finished');
  expect(await textOf(log)).toBe('again');
  expect(complaints).toEqual([]);
  await page.close();
});

test('by keyboard: out of the editor to Run, Reset and the output', async () => {
  const { page } = await open('guides/tensors.html');
  const block = blocksOf(page).first();
  await (await editorOf(block)).focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  expect(await untilEnded(block)).toBe('finished');
  const focused = () =>
    page.evaluate(() => {
      const { activeElement } = document;
      return activeElement?.getAttribute('aria-label') ?? activeElement?.textContent?.trim();
    });
  expect(await focused()).toBe('Run');
  expect(await textOf(block.getByRole('status'))).toMatch(/Done in \d/);
  await page.keyboard.press('Tab');
  expect(await focused()).toBe('Reset');
  await page.keyboard.press('Tab');
  expect(await focused()).toBe('Output');
  await page.close();
});

test('a report shows itself, in a frame that can run nothing', async () => {
  const { page, complaints } = await open('guides/diagnosing.html');
  const block = blocksOf(page).nth(1);
  await editorOf(block);
  await block.getByRole('button', { name: 'Run' }).click();
  expect(await untilEnded(block)).toBe('finished');
  const frame = block.locator('iframe');
  expect(await frame.getAttribute('sandbox')).toBe('');
  const report = block.frameLocator('iframe');
  await report.getByRole('heading', { level: 1, name: 'Diagnosis of Sequential' }).waitFor();
  expect(complaints).toEqual([]);
  await page.close();
});

test('without JavaScript the code stands there, as large as the editor', async () => {
  const boxes = async (page: Page) => {
    const found = [];
    for (const block of await blocksOf(page).all()) {
      if (javaScript.page === page) await editorOf(block);
      const code = block.locator('pre:visible, .cm-scroller:visible').first();
      const { height = 0, width = 0 } = (await code.boundingBox()) ?? {};
      found.push({ height: Math.round(height), width: Math.round(width) });
    }
    return found;
  };
  const javaScript = await open('guides/tensors.html');
  const plain = await open('guides/tensors.html', { javaScript: false });
  const expected = await boxes(plain.page);
  expect(expected[0]?.height).toBeGreaterThan(100);
  expect(await boxes(javaScript.page)).toEqual(expected);
  expect(await plain.page.getByRole('button', { name: 'Run' }).count()).toBe(0);
  await Promise.all([javaScript.page.close(), plain.page.close()]);
});

test('nothing moves while editors come', async () => {
  const { page } = await open('guides/residual-block.html');
  await page.evaluate(() => {
    const moved: string[] = [];
    Object.assign(window, { moved });
    const isOfGuide = (node: Node | null) =>
      node?.parentElement?.closest('.vp-doc, .runnable-code') !== null;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const sources: { node: Node | null }[] = Reflect.get(entry, 'sources');
        const guide = sources.filter(({ node }) => node !== null && isOfGuide(node));
        moved.push(...guide.map(({ node }) => node?.textContent ?? ''));
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  for (const block of await blocksOf(page).all()) await editorOf(block);
  expect(await page.evaluate(() => Reflect.get(window, 'moved'))).toEqual([]);
  await page.close();
});

test.each(themes)('axe finds nothing serious on guides that have run, %s', async (theme) => {
  for (const name of ['tensors', 'residual-block', 'diagnosing', 'pytorch']) {
    const { page } = await open(`guides/${name}.html`, { theme });
    for (const block of await blocksOf(page).all()) {
      await editorOf(block);
      await block.getByRole('button', { name: 'Run' }).click();
      await untilEnded(block);
    }
    expect(await seriousViolations(page), name).toEqual([]);
    await page.close();
  }
});
