import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { expect, test } from 'vitest';
import { chart, picture } from '../src/index.ts';

const series = [
  { name: '<measured> & "more"', values: [1, 2, 4], color: 1 },
  { name: '', values: [1, 2, 3], mark: 'dashes' as const, color: 1 },
];
const svg = picture(chart(series, { title: 'A & <b>', xLabel: 'x', yLabel: 'y' }), {
  title: 'A & <b>',
  width: 600,
  height: 400,
});

test('a series has the color it was given, and one without a name no key', () => {
  expect(svg.match(/class="(line|dashes) series-\d"/g)).toEqual([
    'class="line series-1"',
    'class="dashes series-1"',
  ]);
  expect(svg.match(/class="key"/g)).toHaveLength(1);
});

test('a picture needs nothing from elsewhere', () => {
  expect(svg).not.toMatch(/<script|<link|<img|href=|src=|url\(|@import/);
});

const executable = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

test.runIf(existsSync(executable))(
  'Chromium draws it, as a file',
  { timeout: 90_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'plumbline-picture-'));
    const browser = await chromium.launch({ executablePath: executable, args: ['--no-sandbox'] });
    try {
      const file = join(folder, 'picture.svg');
      writeFileSync(file, svg);
      const page = await browser.newPage();
      await page.goto(pathToFileURL(file).href);
      // Where XML is not well-formed, Chromium shows a `parsererror` in its place.
      const drawn = await page.evaluate(() => ({
        errors: document.querySelectorAll('parsererror').length,
        title: document.querySelector('figcaption span')?.textContent,
        spoken: document.title,
        lines: [...document.querySelectorAll('figure svg path[class*=series]')].map((path) => {
          const { width, height } = path.getBoundingClientRect();
          return width > 300 && height > 100;
        }),
      }));
      expect(drawn).toEqual({
        errors: 0,
        title: 'A & <b>',
        spoken: 'A & <b>',
        lines: [true, true],
      });
    } finally {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
