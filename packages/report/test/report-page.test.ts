import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseReport, Report } from '../src/index.ts';
import { everything } from './everything.ts';
import { reportData } from './generated-reports.ts';

const html = new Report(everything).toHTML();
const hostile = `<script>alert('1')</script>"><img src=x onerror=alert(1)>`;

/** The report with every text in it replaced. */
function withText(text: string): Report {
  const json = JSON.stringify(new Report(everything));
  const isText = (key: string, value: unknown) =>
    typeof value === 'string' && key !== 'schema' && key !== 'severity';
  return parseReport(JSON.parse(json, (key, value) => (isText(key, value) ? text : value)));
}

describe('a report as a page', () => {
  test('holds all it needs: nothing to load, no script', () => {
    expect(html).toMatch(/^<!doctype html>/);
    expect(html).not.toMatch(/<script|<link|<img|src=|url\(|@import|https?:/);
    expect(html.length).toBeLessThan(300_000);
  });

  test('escapes every text from the data', () => {
    const page = withText(hostile).toHTML();
    expect(page).not.toMatch(/<script|<img/);
    expect(page).toContain('&lt;script&gt;');
  });

  test('is drawn of any report, without NaN in a picture', () => {
    fc.assert(
      fc.property(reportData, (data) => {
        const page = new Report(data).toHTML();
        for (const [svg] of page.matchAll(/<svg[\s\S]*?<\/svg>/g)) {
          expect(svg.replace(/aria-label="[^"]*"/, '')).not.toMatch(/NaN|Infinity|undefined/);
        }
        for (const [place] of page.matchAll(/style="[^"]*"/g))
          expect(place).not.toMatch(/NaN|Infinity/);
      }),
      { numRuns: 60 },
    );
  });
});

const executable = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const isThere = existsSync(executable);
if (!isThere) {
  console.log(
    `skipped: no Chromium at ${executable}; tooling/install-chromium.sh installs Debian's`,
  );
}

describe.runIf(isThere)('the page in Chromium, from a file, offline', { timeout: 90_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-report-'));
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: executable,
      args: ['--no-sandbox', '--disable-gpu'],
    });
  }, 90_000);
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(content: string, width: number, colorScheme: 'light' | 'dark') {
    const file = join(folder, 'report.html');
    writeFileSync(file, content);
    const context = await browser.newContext({
      viewport: { width, height: 800 },
      colorScheme,
      offline: true,
    });
    const page = await context.newPage();
    const [requests, complaints]: [string[], string[]] = [[], []];
    page.on('request', (request) => void requests.push(request.url()));
    page.on('console', (message) => void complaints.push(message.text()));
    page.on('pageerror', (error) => void complaints.push(error.message));
    page.on('dialog', (dialog) => {
      complaints.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(pathToFileURL(file).href);
    expect({ requests, complaints }).toEqual({
      requests: [pathToFileURL(file).href],
      complaints: [],
    });
    return page;
  }

  const background = (page: Page) =>
    page.evaluate(() => getComputedStyle(document.body).backgroundColor);

  test.each([
    [1200, 'light'],
    [375, 'dark'],
  ] as const)(
    '%d wide and %s: charts fill their place and nothing sticks out',
    async (width, scheme) => {
      const page = await open(html, width, scheme);
      const charts = await page.evaluate(() =>
        [...document.querySelectorAll('svg[role=img]')].map((svg) => {
          const { width: wide, height: high } = svg.getBoundingClientRect();
          const isInDetails = svg.closest('details:not([open])') !== null;
          return {
            label: svg.getAttribute('aria-label') ?? '',
            wide,
            high,
            paths: svg.querySelectorAll('path').length,
            isInDetails,
          };
        }),
      );
      expect(charts.length).toBeGreaterThanOrEqual(20);
      for (const { label, wide, high, paths, isInDetails } of charts) {
        expect(label).toMatch(/\. Horizontal: .+\. Vertical: .+\.$/);
        expect(paths).toBeGreaterThan(0);
        if (isInDetails) continue;
        expect(wide).toBeGreaterThan(width * 0.5);
        expect(high).toBeGreaterThan(100);
      }
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      expect(await background(page)).toBe(
        scheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(20, 23, 27)',
      );
    },
  );

  test('draws the numbers where they belong', async () => {
    const page = await open(html, 1000, 'light');
    // The identity's bars in the picture of shares, against the shares themselves.
    const heights = await page.evaluate(() => {
      const svg = document.querySelector('#split svg');
      const bars = svg?.querySelector('path.bars.series-1')?.getAttribute('d') ?? '';
      return [...bars.matchAll(/V([\d.]+)h/g)].map(([, top]) => 1 - Number(top) / 1000);
    });
    const shares = (everything.flow?.blocks ?? []).map(({ identity, branch }) => {
      const [i = 0, b = 0] = [identity.at(-1), branch.at(-1)];
      return i / (i + b);
    });
    expect(heights).toEqual(shares.map((share) => expect.closeTo(share, 4)));
  });

  test('findings lead to the rows of their layers', async () => {
    const page = await open(html, 1000, 'light');
    await page.click('#findings a >> text=layer1.0.branch.0');
    expect(await page.evaluate(() => document.querySelector('tr:target th')?.textContent)).toBe(
      'layer1.0.branch.0',
    );
    const links = await page.evaluate(() =>
      [...document.querySelectorAll('a')].map(
        (a) => document.querySelector(a.getAttribute('href') ?? '')?.tagName,
      ),
    );
    expect(links.length).toBeGreaterThan(10);
    expect(links).not.toContain(undefined);
  });

  test('hostile names are text', async () => {
    const page = await open(withText(hostile).toHTML(), 800, 'light');
    expect(await page.title()).toBe(hostile);
    expect(await page.evaluate(() => document.querySelectorAll('script, img').length)).toBe(0);
  });
});
