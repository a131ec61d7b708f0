import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { plain20, resnet20 } from '@plumbline/layers';
import { Report } from '@plumbline/report';
import { encodeSafetensors } from '@plumbline/safetensors';
import { manualSeed } from '@plumbline/tensor';
import type { Locator, Page } from 'playwright-core';
import { expect, inject, test } from 'vitest';
import { noteLayoutShifts } from './layout-shifts.ts';
import { seriousViolations } from './serious-violations.ts';
import { browser, textOf, themes, type VisitOptions } from './visit.ts';

const open = browser();
const openPage = async (options: VisitOptions = {}) => {
  const visit = await open('diagnose.html', options);
  // Not before it is alive does it take what is dropped.
  await visit.page.waitForLoadState('networkidle');
  return visit;
};

const example = readFileSync(join(import.meta.dirname, '../src/diagnose/example-report.json'));

/** Drops a file as a reader does. */
async function drop(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  const base64 = Buffer.from(bytes).toString('base64');
  const transfer = await page.evaluateHandle(
    async ([name = '', base64 = '']) => {
      const response = await fetch(`data:application/octet-stream;base64,${base64}`);
      const transfer = new DataTransfer();
      transfer.items.add(new File([await response.arrayBuffer()], name));
      return transfer;
    },
    [name, base64],
  );
  await page.locator('.drop-target button').dispatchEvent('drop', { dataTransfer: transfer });
}

const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const result = (page: Page) => page.locator('.result');
const title = (page: Page) => page.locator('#diagnose-result');
const failure = async (page: Page) => {
  await page.getByRole('alert').waitFor({ timeout: 60_000 });
  return textOf(page.getByRole('alert'));
};

/** The pairs of elements that cover each other in part. */
async function overlapping(all: Locator): Promise<readonly string[]> {
  return all.evaluateAll((elements) => {
    const boxes = elements.map((element) => element.getBoundingClientRect());
    return boxes.flatMap((a, i) =>
      boxes.slice(i + 1).flatMap((b, j) => {
        const isApart =
          a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
        return isApart ? [] : [`${i} and ${i + 1 + j}`];
      }),
    );
  });
}

const finding = {
  rule: 'dead-units',
  severity: 'warning',
  title: 'Units are dead.',
  layers: ['fc1'],
  evidence: '95 % of the units of fc1 are 0 for all inputs.',
  cause: 'Large steps <img src=x onerror="document.title=\'hit\'">.',
  advice: ['A smaller learning rate.'],
  measured: 0.95,
  threshold: 0.9,
  source: 'by hand',
} as const;
const layer = { kind: 'Linear', block: null, parameters: 8, frozen: false } as const;
const handmade = new Report({
  title: 'A network & <its> flow',
  model: { name: 'Handmade', parameters: 24 },
  source: { framework: 'by hand' },
  findings: [finding],
  flow: {
    passes: [0],
    layers: ['fc1', 'fc2', 'fc3'].map((name, i) => {
      return { ...layer, name, weightGradient: [10 ** (i - 2)] };
    }),
    blocks: [],
  },
});

test('a dropped report is on the screen, findings first, and nothing leaves the machine', async () => {
  const { page, complaints, requests } = await openPage();
  await page.context().setOffline(true);
  const before = requests.length;
  await drop(page, 'report.json', json(handmade));
  await title(page).waitFor();
  expect(await textOf(title(page))).toBe('A network & <its> flow');
  const headings = await result(page).locator('section h2').allTextContents();
  expect(headings[0]).toBe('Findings');
  expect(headings[1]).toMatch(/^Gradient flow/);
  expect(await textOf(result(page).locator('.finding'))).toMatch(
    /warning Units are dead\. At fc1.*95 % of the units .*Likely cause: Large steps <img src=x/,
  );
  expect(await page.title()).not.toBe('hit');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('diagnose-result');

  await result(page).locator('.finding a', { hasText: 'fc1' }).click();
  const row = result(page).locator('tr:focus');
  expect(await textOf(row.locator('th'))).toBe('fc1');

  expect(requests.slice(before).filter((url) => !url.startsWith('data:'))).toEqual([]);
  expect(complaints).toEqual([]);
  await page.close();
});

test('a report can be chosen by keyboard, and pasted', async () => {
  const { page } = await openPage();
  const chooser = page.waitForEvent('filechooser');
  await page.locator('.drop-target button').focus();
  await page.keyboard.press('Enter');
  await (await chooser).setFiles({
    name: 'run.json',
    mimeType: 'application/json',
    buffer: Buffer.from(json(handmade)),
  });
  await title(page).waitFor();
  await page.reload();
  await page.waitForLoadState('networkidle');
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
  }, JSON.stringify(handmade));
  await title(page).waitFor();
  expect(await textOf(title(page))).toBe('A network & <its> flow');
  await page.close();
});

test('weights are recognized and diagnosed; of another network, the page says so', async () => {
  manualSeed(1);
  const model = resnet20({ width: 4, channels: 1 });
  const weights = await encodeSafetensors(model.stateDict(), { format: 'pt' });
  const { page, complaints } = await openPage();
  const sent: string[] = [];
  page.on('request', (request) => {
    const isOwn = request.url().startsWith(inject('site')) && request.method() === 'GET';
    if (!isOwn && !/^(data|blob):/.test(request.url())) sent.push(request.url());
  });
  const shifts = await noteLayoutShifts(page);
  await drop(page, 'mine.safetensors', weights);
  await title(page).waitFor({ timeout: 60_000 });
  expect(await textOf(title(page))).toBe('resnet20 on 32 handwritten digits of 14 × 14');
  expect(await page.getByLabel('Network', { exact: true }).inputValue()).toBe('resnet20');
  expect(await page.getByLabel('Classes').inputValue()).toBe('10');
  expect(await page.getByLabel('Image channels').inputValue()).toBe('1');
  expect(await page.getByLabel('Width of the first layer').inputValue()).toBe('4');
  const headings = await result(page).locator('section h2').allTextContents();
  expect([headings[0], headings.at(-1)]).toEqual(['Findings', 'Layers']);
  const all = result(page).locator('#layers tbody tr').last();
  expect(await textOf(all)).toContain(model.parameterCount.toLocaleString('en-US'));
  const kinds = await result(page).locator('#layers tbody td:nth-child(2)').allTextContents();
  expect(new Set(kinds)).toContain('Conv2d');
  expect(await shifts()).toEqual([]);
  expect(await overlapping(page.locator('.weights-form :is(select, input, button)'))).toEqual([]);

  await page.getByLabel('Network', { exact: true }).selectOption('plain20');
  await page.getByRole('button', { name: 'Diagnose' }).click();
  await page.getByText('plain20 on 32 handwritten digits').first().waitFor({ timeout: 60_000 });

  await page.getByLabel('Network', { exact: true }).selectOption('resnet32');
  await page.getByRole('button', { name: 'Diagnose' }).click();
  expect(await failure(page)).toMatch(
    /^The weights are not those of this resnet32: layer1\.3\.\S+ is missing \(and \d+ more\)\. Choose the network/,
  );
  expect(sent).toEqual([]);
  expect(complaints).toEqual([]);
  await page.close();
});

test('weights of color images are looked at on random ones', async () => {
  const model = plain20({ width: 4, classes: 3, shortcut: 'none' });
  const { page } = await openPage();
  await drop(page, 'plain.safetensors', await encodeSafetensors(model.stateDict()));
  await title(page).waitFor({ timeout: 60_000 });
  expect(await textOf(title(page))).toBe('resnet20 on 32 random images of 16 × 16');
  await page.close();
});

const files: readonly [name: string, bytes: Uint8Array, says: RegExp][] = [
  ['nothing.json', new Uint8Array(), /^nothing\.json is empty\. A report is the JSON file/],
  [
    'cut.json',
    json(handmade).subarray(0, 200),
    /^cut\.json is no whole JSON \(.*\)\. If it was cut short, copy or download it again\.$/,
  ],
  [
    'notes.txt',
    new TextEncoder().encode('hello'),
    /is no whole JSON .* weights are a \.safetensors/,
  ],
  [
    'other.json',
    json({ schema: 'plumbline-report/9', title: 'x' }),
    /plumbline-report\/9.*this version reads 'plumbline-report\/1'.*install a newer/,
  ],
  [
    'package.json',
    json({ name: 'x' }),
    /^package\.json is JSON, but no report: no schema is named in it\./,
  ],
  [
    'wrong.json',
    json({ ...handmade.toJSON(), model: { name: 'x', parameters: 'many' } }),
    /wrong\.json .*model\.parameters must be a number, got 'many'/,
  ],
  [
    'model.pt',
    Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0]),
    /^model\.pt is a PyTorch file .*safetensors\.torch\.save_file/,
  ],
  ['photo.jpg', Uint8Array.from([0xff, 0xd8, 0xff, 0xe0]), /^photo\.jpg is no text, and no saf/],
];

test('what can’t be read says why, and what to do', async () => {
  const { page, complaints } = await openPage();
  for (const [name, bytes, says] of files) {
    await drop(page, name, bytes);
    expect(await failure(page)).toMatch(says);
    expect(await result(page).count()).toBe(0);
  }
  const cut = (await encodeSafetensors(resnet20({ width: 4 }).stateDict())).subarray(0, -100);
  await drop(page, 'cut.safetensors', cut);
  await expect.poll(() => failure(page), { timeout: 60_000 }).toMatch(/^cut\.safetensors: /);
  await drop(page, 'report.json', json(handmade));
  await title(page).waitFor();
  expect(await page.getByRole('alert').count()).toBe(0);
  expect(complaints).toEqual([]);
  await page.close();
});

test('runs of the command line: a comparison has its charts, a training its curves', async () => {
  const { page } = await openPage();
  const network = (name: string) => ({
    name,
    depth: 8,
    parameters: 100,
    testAccuracy: 0.5,
    trainLoss: [2, 1, null],
    gradientNorms: { initialization: [1e-5, 1], end: [0.1, 1] },
  });
  const comparison = {
    schema: 'plumbline-compare/1',
    sentence: 'One learns.',
    models: [network('plain'), network('residual')],
  };
  await drop(page, 'run.json', json(comparison));
  await title(page).waitFor();
  expect(await textOf(title(page))).toBe('Comparison of plain and residual');
  expect(await result(page).locator('figure svg').count()).toBe(3);
  await result(page).getByText('One learns.').waitFor();
  const training = readFileSync(
    join(import.meta.dirname, '../../../experiments/runs/mnist/run.json'),
  );
  await drop(page, 'run.json', training);
  await page.getByText('Training resnet20').first().waitFor();
  await result(page).getByText('After 5 epochs the test accuracy').waitFor();
  expect(await result(page).locator('section h2').first().textContent()).toBe('Findings');
  const { findings: _, ...unjudged } = handmade.toJSON();
  await drop(page, 'run.json', json(unjudged));
  await result(page).getByText('Nothing was found.').waitFor();
  await page.close();
});

test.each(themes)('the example: axe finds nothing serious, %s', async (theme) => {
  const { page, complaints } = await openPage({ theme, size: 'phone' });
  await page.getByRole('button', { name: 'Try it with an example' }).click();
  await title(page).waitFor();
  expect(await textOf(title(page))).toBe(JSON.parse(example.toString()).title);
  await result(page).getByText('The gradient vanishes towards the input.').waitFor();
  expect(await seriousViolations(page)).toEqual([]);
  const { scroll, client } = await page.evaluate(() => ({
    scroll: document.documentElement.scrollWidth,
    client: document.documentElement.clientWidth,
  }));
  expect(scroll).toBe(client);
  expect(complaints).toEqual([]);
  await page.close();
});
