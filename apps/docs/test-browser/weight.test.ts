import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, inject, test } from 'vitest';
import { browser, untilReady } from './visit.ts';

const open = browser();
const kilobyte = 1000;

/** What a host that compresses sends for the file at an address; gzip helps no font and no digits. */
function sentBytes(url: string): number {
  const path = url.slice(inject('site').length) || 'index.html';
  const bytes = readFileSync(join(inject('built'), path));
  return Math.min(bytes.length, gzipSync(bytes).length);
}

/** The address of a script, and of those that it imports. */
function withImports(url: string): string[] {
  const text = readFileSync(join(inject('built'), url.slice(inject('site').length)), 'utf8');
  const imports = [...text.matchAll(/(?:from|import)\s*"(\.[^"]+\.js)"/g)];
  return [url, ...imports.flatMap(([, path = '']) => withImports(new URL(path, url).href))];
}

test('the first page is below 200 KB before the engine and the digits, which come after it', async () => {
  const { page, requests } = await open();
  await untilReady(page);
  const all = [...new Set(requests)];
  const beforeEngine = new Set(
    all.filter((url) => /\/(app|index\.md)[-.].*js$/.test(url)).flatMap(withImports),
  );
  const imported = all
    .filter((url) => /\/two-terms[-.]/.test(url))
    .flatMap(withImports)
    .filter((url) => !beforeEngine.has(url));
  const isEngine = (url: string) =>
    /\/(worker|(train|test)-(images|labels))[-.]/.test(url) || imported.includes(url);
  const first = all.filter((url) => !isEngine(url));
  const engine = all.filter(isEngine);
  const sum = (urls: string[]) => urls.reduce((bytes, url) => bytes + sentBytes(url), 0);
  expect(engine.length).toBeGreaterThanOrEqual(4);
  const beforeLoad = await page.evaluate(() => {
    const [navigation] = performance.getEntriesByType('navigation');
    const loaded: number = Reflect.get(navigation ?? {}, 'loadEventStart');
    return performance
      .getEntriesByType('resource')
      .filter(({ startTime }) => startTime < loaded)
      .map(({ name }) => name);
  });
  expect(beforeLoad.length).toBeGreaterThan(4);
  expect(beforeLoad.filter(isEngine)).toEqual([]);
  expect(sum(first)).toBeLessThan(200 * kilobyte);
  // Two engines (the worker's and the page's) and 169 KB of digits: a second more on a slow line.
  expect(sum(engine)).toBeLessThan(450 * kilobyte);
  await page.close();
});
