import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { modelNamed, type Run } from '../src/run.ts';
import { classes, imageSize, temporaryFolder, writeIdxSet } from './idx-set.ts';
import { type Ended, ended, plumbline, start } from './plumbline.ts';
import { readRun } from './read-run.ts';

const small = ['--depth', '6', '--width', '8', '--batch', '16', '--epochs', '2'];

describe('plumbline compare on a small data set', () => {
  let data: string;
  let out: string;
  let result: Ended;
  let run: Run;

  beforeAll(async () => {
    data = await writeIdxSet();
    out = join(await temporaryFolder(), 'not', 'there', 'yet');
    result = await plumbline('compare', ...small, '--data', data, '--out', out);
    run = await readRun(out);
  });

  it('ends well and writes just the two files', async () => {
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(await readdir(out)).toEqual(['report.html', 'run.json']);
  });

  it('prints the settings, a table, four strips, the sentence and the paths', () => {
    expect(result.stdout).toContain('6 linear layers, 8 wide, ReLU');
    expect(result.stdout).toContain('48 training and 12 test images, 6 x 6, 3 classes');
    expect(result.stdout).toContain('2 epochs, 6 steps of 16');
    expect(result.stdout).toMatch(/network +test accuracy +loss/);
    expect(result.stdout.match(/(at initialization|at the end) +[▁▂▃▄▅▆▇█]{6}\n/g)).toHaveLength(4);
    expect(result.stdout).toContain(run.sentence);
    expect(result.stdout).toContain(join(out, 'report.html'));
    expect(result.stdout).toContain(join(out, 'run.json'));
  });

  it('draws no bar and no color where the output is no terminal', () => {
    expect(result.stdout).not.toContain('\u001B');
    expect(result.stdout).toMatch(/^plain: step 6 of 6, loss \d/m);
    expect(result.stdout).toMatch(/^residual: step 6 of 6, loss \d/m);
  });

  it('writes everything about the run to run.json', () => {
    expect(run).toMatchObject({
      schema: 'plumbline-compare/1',
      seed: 0,
      engine: 'wasm',
      interrupted: false,
      settings: { depth: 6, width: 8, epochs: 2, batch: 16, lr: 0.03, steps: 6, momentum: 0.9 },
      data: { trainingExamples: 48, testExamples: 12, rows: imageSize, classes, chance: 1 / 3 },
    });
    expect(run.models.map(({ name }) => name)).toEqual(['plain', 'residual']);
    const parameters = imageSize ** 2 * 8 + 8 + 4 * (8 * 8 + 8) + 8 * classes + classes;
    for (const model of run.models) {
      expect(model).toMatchObject({ depth: 6, parameters });
      expect(model.trainLoss).toHaveLength(6);
      expect(model.gradientNorms.initialization).toHaveLength(6);
      expect(model.gradientNorms.end).toHaveLength(6);
      expect(model.gradientNorms.initialization.every((norm) => norm > 0)).toBe(true);
      expect(model.testAccuracy).toBeGreaterThanOrEqual(0);
      expect(model.testAccuracy).toBeLessThanOrEqual(1);
      expect(model.seconds).toBeGreaterThan(0);
    }
  });

  it('writes a report that holds all it needs', async () => {
    const html = await readFile(join(out, 'report.html'), 'utf8');
    expect(html.match(/<svg/g)).toHaveLength(3);
    expect(html).not.toMatch(/<script|<link|<img|src=|url\(|@import|href=/);
    expect(html).toContain('Settings');
    const text = html.replaceAll(/&#39;|&quot;|&amp;/g, '');
    expect(text).toContain(run.sentence.replaceAll(/['"&]/g, ''));
  });

  it('gives the same numbers for the same seed, and others for another', async () => {
    const again = await temporaryFolder();
    const other = await temporaryFolder();
    await plumbline('compare', ...small, '--data', data, '--out', again);
    await plumbline('compare', ...small, '--data', data, '--out', other, '--seed', '1');
    const numbers = ({ models }: Run) => models.map(({ seconds: _, ...rest }) => rest);
    expect(numbers(await readRun(again))).toEqual(numbers(run));
    expect(numbers(await readRun(other))).not.toEqual(numbers(run));
  });

  it('--json prints run.json alone on stdout, and the rest on stderr', async () => {
    const folder = await temporaryFolder();
    const args = [...small, '--data', data, '--out', folder, '--json'];
    const { code, stdout, stderr } = await plumbline('compare', ...args);
    expect(code).toBe(0);
    expect(stdout).toBe(await readFile(join(folder, 'run.json'), 'utf8'));
    expect(stderr).toContain('plain: step 6 of 6');
  });

  it('writes null for what is not finite, and says so', async () => {
    const folder = await temporaryFolder();
    const wild = ['--lr', '1e30', '--epochs', '4', '--data', data, '--out', folder];
    const { code, stdout } = await plumbline('compare', ...small, ...wild);
    expect(code).toBe(0);
    const { trainLoss } = modelNamed(await readRun(folder), 'residual');
    expect(trainLoss).toContain(null);
    expect(stdout).toMatch(/from step \d+ on the residual network's loss is not finite/);
  });

  it.each([3, 4, 7])('runs at depth %d', async (depth) => {
    const folder = await temporaryFolder();
    const args = ['--depth', String(depth), '--width', '4', '--epochs', '1', '--data', data];
    const { code } = await plumbline('compare', ...args, '--out', folder);
    expect(code).toBe(0);
    const { models } = await readRun(folder);
    for (const { gradientNorms } of models) expect(gradientNorms.end).toHaveLength(depth);
  });
});

describe('compare at several depths', { timeout: 60_000 }, () => {
  it('has a report for each and one for all, and shows all on a live page', async () => {
    const [data, out] = [await writeIdxSet(), join(await temporaryFolder(), 'depths')];
    const child = start([
      'compare',
      ...small,
      '--depth',
      '4,6',
      '--data',
      data,
      '--out',
      out,
      '--live',
    ]);
    const pages: Promise<string>[] = [];
    child.stdout?.on('data', (chunk) => {
      const url = /^Live: (http:\S+)/m.exec(String(chunk))?.[1];
      if (url !== undefined) pages.push(fetch(`${url}events`).then((response) => response.text()));
    });
    const { code, stdout, stderr } = await ended(child);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/\n {2}6 +residual +[\d.]+ % +[\d.]+/);
    expect((await readdir(out)).sort()).toEqual(['depth-4', 'depth-6', 'report.html', 'run.json']);
    const { runs } = JSON.parse(await readFile(join(out, 'run.json'), 'utf8'));
    expect(runs).toEqual([
      await readRun(join(out, 'depth-4')),
      await readRun(join(out, 'depth-6')),
    ]);
    const [events = ''] = await Promise.all(pages);
    const last = events.slice(events.lastIndexOf('event: page'));
    for (const name of ['plain, 4', 'residual, 4', 'plain, 6', 'residual, 6']) {
      expect(last).toContain(`Gradient over time: ${name} layers`);
    }
    expect(last).toContain('event: end');
  });
});
