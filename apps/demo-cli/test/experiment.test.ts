import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { experiments } from '../src/experiments/registry.ts';
import { temporaryFolder, writeIdxSet } from './idx-set.ts';
import { type Ended, ended, plumbline, start } from './plumbline.ts';

const files = ['picture.svg', 'result.json', 'table.md'];
const usesData = (name: string) => experiments.some((each) => each.name === name && each.usesData);
const names = experiments.map(({ name }) => name);
const committed = fileURLToPath(new URL('../../../experiments/', import.meta.url));

const readResult = async (folder: string) =>
  JSON.parse(await readFile(join(folder, 'result.json'), 'utf8'));

describe('plumbline experiment', { timeout: 60_000 }, () => {
  let data: string;
  beforeAll(async () => {
    data = await writeIdxSet();
  });

  const quick = (name: string, out: string, ...others: string[]): Promise<Ended> =>
    plumbline(
      ...['experiment', name, '--quick', '--out', out],
      ...(usesData(name) ? ['--data', data] : []),
      ...others,
    );

  it('lists the experiments', async () => {
    const { code, stdout } = await plumbline('experiment');
    expect(code).toBe(0);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.split(' ')[0]),
    ).toEqual(names);
    expect(JSON.parse((await plumbline('experiment', '--json')).stdout)).toHaveLength(names.length);
  });

  it('says which there are when there is none of that name', async () => {
    const { code, stdout, stderr } = await plumbline('experiment', 'depths');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    for (const name of names) expect(stderr).toContain(name);
  });

  it.each(names.filter((name) => !usesData(name)))('%s takes no data', async (name) => {
    const ended = await plumbline('experiment', name, '--quick', '--data', data);
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatch(/leave out --data\n$/);
  });

  it.each(names)('%s: table, predictions, verdict and three files', async (name) => {
    const out = join(await temporaryFolder(), 'not', 'yet');
    const { code, stdout, stderr } = await quick(name, out);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect((await readdir(out)).sort()).toEqual(files);
    const result = await readResult(out);
    expect(result).toMatchObject({ schema: 'plumbline-experiment/1', name, seed: 0, quick: true });
    expect(stdout).toContain(result.verdict);
    expect(stdout.match(/^Predicted: .+\n^Measured: .+(Agrees|Disagrees)\.$/gm)).toHaveLength(
      result.claims.length,
    );
    const table = await readFile(join(out, 'table.md'), 'utf8');
    for (const { prediction, measured } of result.claims) {
      expect(table).toContain(prediction.replaceAll('|', '\\|'));
      expect(table).toContain(measured.replaceAll('|', '\\|'));
    }
    const picture = await readFile(join(out, 'picture.svg'), 'utf8');
    expect(picture).toMatch(/^<svg xmlns/);
    expect(picture).not.toMatch(/NaN|undefined|Infinity|<script|href/);
  });

  it('gives the same numbers for the same seed, and others for another', async () => {
    const numbers = async (...seed: string[]) => {
      const out = await temporaryFolder();
      const { stdout } = await quick('shattering', out, '--json', ...seed);
      expect(JSON.parse(stdout)).toEqual(await readResult(out));
      return JSON.parse(stdout).numbers;
    };
    const first = await numbers();
    expect(await numbers()).toEqual(first);
    expect(await numbers('--seed', '1')).not.toEqual(first);
  });

  it('overwrites nothing without --force', async () => {
    const out = await temporaryFolder();
    await quick('shattering', out);
    const before = await readFile(join(out, 'result.json'), 'utf8');
    expect(await quick('shattering', out, '--seed', '1')).toMatchObject({
      code: 1,
      stderr: `plumbline: ${join(out, 'result.json')} is there; --force overwrites it\n`,
    });
    expect(await readFile(join(out, 'result.json'), 'utf8')).toBe(before);
    expect((await quick('shattering', out, '--seed', '1', '--force')).code).toBe(0);
    expect(await readResult(out)).toMatchObject({ seed: 1 });
  });

  it.skipIf(process.platform === 'win32')('Ctrl-C ends it, and nothing is written', async () => {
    const out = await temporaryFolder();
    const child = start(['experiment', 'shortcuts', '--data', data, '--out', out]);
    child.stdout?.once('data', () => child.kill('SIGINT'));
    const { code, stdout, stderr } = await ended(child);
    expect({ code, stderr }).toEqual({ code: 130, stderr: '' });
    expect(stdout).toContain('Interrupted; nothing was written.');
    expect(await readdir(out)).toEqual([]);
  });
});

describe('the depth experiment', { timeout: 60_000 }, () => {
  it('measures what is known exactly, or in expectation', async () => {
    const out = await temporaryFolder();
    await plumbline('experiment', 'depth', '--quick', '--out', out);
    const { numbers } = await readResult(out);
    const logNorms = (kind: string): number[] =>
      numbers
        .find(({ name }: { name: string }) => name.startsWith(kind))
        .rows.map(({ logNorm }: { logNorm: number }) => logNorm);
    for (const log of logNorms('residual with ReZero')) expect(log).toBeCloseTo(0, 12);
    // 20 layers: 6^-10 and 2^10, to what the spread of four networks leaves.
    const plain = logNorms("plain, PyTorch's").at(-1) ?? Number.NaN;
    expect(Math.abs(plain + 10 * Math.log(6))).toBeLessThan(1.5);
    const residual = logNorms('residual, He').at(-1) ?? Number.NaN;
    expect(Math.abs(residual - 10 * Math.LN2)).toBeLessThan(1.5);
  });
});

describe('experiments/', () => {
  it.each(names)('%s: a full run, and the README has its table', async (name) => {
    const folder = join(committed, name);
    expect((await readdir(folder)).sort()).toEqual(files);
    const { quick: isQuick, verdict } = await readResult(folder);
    expect(isQuick).toBe(false);
    const readme = await readFile(join(committed, 'README.md'), 'utf8');
    const table = await readFile(join(folder, 'table.md'), 'utf8');
    expect(readme).toContain(table.trim());
    expect(table).toContain(verdict);
    expect(readme).toContain(`(${name}/picture.svg)`);
  });
});
