import { mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder, writeIdxSet } from './idx-set.ts';
import { type Ended, plumbline } from './plumbline.ts';

/** One line on stderr, nothing on stdout. */
function expectOneLine({ code, stdout, stderr }: Ended, exitCode: number, pattern: RegExp): void {
  expect(stderr).toMatch(pattern);
  expect(stderr).toMatch(/^plumbline: .+\n$/);
  expect(stdout).toBe('');
  expect(code).toBe(exitCode);
}

describe('bad input', () => {
  let data: string;
  let out: string;

  beforeEach(async () => {
    data = await writeIdxSet();
    out = await temporaryFolder();
    await writeFile(join(out, 'run.json'), 'the run before');
    await writeFile(join(out, 'report.html'), 'the report before');
  });

  const compare = (...args: string[]) =>
    plumbline('compare', '--depth', '4', '--width', '4', '--data', data, '--out', out, ...args);

  async function expectNothingOverwritten(): Promise<void> {
    expect((await readdir(out)).sort()).toEqual(['report.html', 'run.json']);
    expect(await readFile(join(out, 'run.json'), 'utf8')).toBe('the run before');
    expect(await readFile(join(out, 'report.html'), 'utf8')).toBe('the report before');
  }

  it('a data folder that is not there', async () => {
    expectOneLine(await compare('--data', join(data, 'nowhere')), 1, /nowhere.*no such folder/);
    await expectNothingOverwritten();
  });

  it('a missing file', async () => {
    await rm(join(data, 't10k-labels-idx1-ubyte'));
    expectOneLine(await compare(), 1, /t10k-labels-idx1-ubyte/);
    await expectNothingOverwritten();
  });

  it('a cut file', async () => {
    await truncate(join(data, 'train-images-idx3-ubyte'), 200);
    expectOneLine(await compare(), 1, /train-images-idx3-ubyte.*200 found.*cut/);
    await expectNothingOverwritten();
  });

  it('a wrong magic number', async () => {
    const path = join(data, 'train-images-idx3-ubyte');
    const bytes = await readFile(path);
    bytes[0] = 0x50;
    await writeFile(path, bytes);
    expectOneLine(await compare(), 1, /train-images-idx3-ubyte.*not an IDX file/);
    await expectNothingOverwritten();
  });

  it('images without any contrast', async () => {
    const path = join(data, 'train-images-idx3-ubyte');
    const bytes = await readFile(path);
    await writeFile(path, bytes.fill(7, 16));
    expectOneLine(await compare(), 1, /all training pixels are the same/);
    await expectNothingOverwritten();
  });

  it('an output folder under a file', async () => {
    const { length } = await readdir(data);
    const under = join(data, 'train-images-idx3-ubyte', 'report');
    expectOneLine(await compare('--out', under), 1, /can't write to .*a file, not a folder/);
    expect(await readdir(data)).toHaveLength(length);
  });

  it('an output folder that is a file', async () => {
    const file = join(out, 'run.json');
    expectOneLine(await compare('--out', file), 1, /can't write to .*run\.json/);
    await expectNothingOverwritten();
  });

  it('a folder where run.json should go', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'run.json'));
    expectOneLine(await compare('--out', folder), 1, /run\.json: there is a folder/);
    expect(await readdir(folder)).toEqual(['run.json']);
  });

  it('files that are there already', async () => {
    expectOneLine(await compare(), 1, /report\.html is there; --force overwrites it/);
    await expectNothingOverwritten();
  });

  it('a network that fits no memory', async () => {
    expectOneLine(await compare('--force', '--width', '40000'), 1, /bytes/);
    await expectNothingOverwritten();
  });

  it.each([
    [['--depth', '0'], /--depth.*whole number from 3/],
    [['--depth', '2'], /--depth/],
    [['--depth', '5.5'], /--depth/],
    [['--depth', 'deep'], /--depth/],
    [['--width', '0'], /--width/],
    [['--epochs', '-1'], /--epochs/],
    [['--batch', ''], /--batch/],
    [['--lr', '0'], /--lr/],
    [['--lr', 'Infinity'], /--lr/],
    [['--seed', '-1'], /--seed/],
    [['--seed'], /--seed/],
    [['--out', ''], /--out/],
    [['--data', ''], /--data/],
    [['--dephts', '3'], /unknown option.*--depth/],
    [['surplus'], /too many arguments.*plumbline compare --help/],
  ])('usage: %j', async (args, pattern) => {
    expectOneLine(await compare(...args), 2, pattern);
    await expectNothingOverwritten();
  });

  it('an unknown command', async () => {
    expectOneLine(await plumbline('compair'), 2, /unknown command.*compare/);
  });

  it('--help and --version are no errors', async () => {
    const help = await plumbline('compare', '--help');
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toContain('--quick');
    expect(help.stdout).not.toMatch(/null|false|\[50\]/);
    expect(await plumbline('--version')).toMatchObject({ code: 0, stderr: '' });
  });
});
