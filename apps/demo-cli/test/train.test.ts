import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseReport, type Training } from '@plumbline/report';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder, writeIdxSet } from './idx-set.ts';
import { ended, plumbline, start } from './plumbline.ts';

const recipe = ['train', '--batch', '16', '--lr', '0.05', '--epochs', '3'];

describe('train', { timeout: 60_000 }, () => {
  let data: string;
  let out: string;
  beforeEach(async () => {
    data = await writeIdxSet();
    out = await temporaryFolder();
  });

  const readReport = async (folder: string) =>
    parseReport(await readFile(join(folder, 'run.json'), 'utf8'));
  const readRun = async (folder: string): Promise<Training> => {
    const { training } = await readReport(folder);
    if (training === undefined) throw new Error('a run without training');
    return training;
  };
  const weights = (folder: string) => readFile(join(folder, 'checkpoint.safetensors'));

  it('trains, tests after every epoch, and says so', async () => {
    const { code, stdout, stderr } = await plumbline(...recipe, '--data', data, '--out', out);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^resnet20 \(268,979 parameters\) on .*: 48 images .*, 12 to test\n/);
    expect(stdout).toContain('\n3 epochs of 3 steps; a line follows each\n');
    expect(stdout.match(/epoch \d of 3: training loss/g)).toHaveLength(3);
    const run = await readRun(out);
    expect(run.epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    for (const { trainLoss, testLoss } of run.epochs) {
      expect(Number.isFinite(trainLoss) && Number.isFinite(testLoss)).toBe(true);
    }
    expect(run.interrupted).toBe(false);
  });

  it.each([
    ['the same command', (command: string[]) => command],
    ['resume', (_: string[], folder: string) => ['resume', folder]],
  ])('killed after an epoch, %s ends with the same bits', async (_, again) => {
    const whole = await temporaryFolder();
    const [command, broken] = [
      [...recipe, '--data', data, '--out', whole],
      [...recipe, '--data', data, '--out', out],
    ];
    await plumbline(...command);
    const child = start(broken);
    child.stdout?.on('data', (chunk) => {
      if (String(chunk).includes('epoch 1 of 3')) child.kill('SIGKILL');
    });
    expect((await ended(child)).code).toBe(null);
    const { code, stdout } = await plumbline(...again(broken, out));
    expect(code).toBe(0);
    expect(stdout).toContain('epoch 3 of 3');
    expect(await weights(out)).toEqual(await weights(whole));
    const [a, b] = [await readRun(whole), await readRun(out)];
    const results = ({ epochs }: Training) => epochs.map(({ seconds: _, ...result }) => result);
    expect(results(b)).toEqual(results(a));
    const metrics = async (folder: string) =>
      (await readFile(join(folder, 'metrics.jsonl'), 'utf8')).replaceAll(/"seconds":[^}]+/g, '');
    expect(await metrics(out)).toBe(await metrics(whole));
    expect((await metrics(out)).match(/"type":"step"/g)).toHaveLength(9);
  });

  it.skipIf(process.platform === 'win32')('Ctrl-C keeps what there is', async () => {
    const child = start([...recipe, '--epochs', '1000', '--data', data, '--out', out]);
    child.stdout?.on('data', (chunk) => {
      if (!String(chunk).includes('epoch 1 of')) return;
      // Ctrl-C, twice, under pnpm, whose end hangs up the terminal.
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) child.kill(signal);
    });
    const { code, stderr } = await ended(child);
    expect(stderr).toBe('');
    expect(code).toBe(130);
    const run = await readRun(out);
    expect(run.interrupted).toBe(true);
    expect((await weights(out)).length).toBeGreaterThan(1e6);
  });

  it.each([
    [
      '100',
      'more than 10 times what it was at first \\(1\\.\\d{3}\\), at last \\d\\.\\d\\de\\+\\d+',
    ],
    ['1e+30', 'NaN'],
  ])('ends with what to do where --lr %s diverges, and so does `resume`', async (lr, loss) => {
    const { code, stdout, stderr } = await plumbline(
      ...recipe,
      '--lr',
      lr,
      '--data',
      data,
      '--out',
      out,
    );
    expect(code).toBe(1);
    const since =
      'plumbline: the training diverged: since step 2 of 9 \\(epoch 1 of 3\\) the loss is';
    expect(stderr).toMatch(new RegExp(`^${since} ${loss}; begin anew with a smaller .*\\n$`));
    expect(stderr).toContain(`learning rate (--lr below ${lr}) and --force\n`);
    for (const [, shown] of stdout.matchAll(/training loss (.+), test/g)) {
      expect(shown).toMatch(/^(\d\.\d\de\+\d+|[\d.]{4,5})$/);
    }
    expect(stdout).toContain(`\nReport: ${join(out, 'report.html')}\n`);
    const resumed = await plumbline('resume', out);
    expect(resumed).toMatchObject({ code: 1, stderr });
  });

  it('evaluates what a run has come to', async () => {
    await plumbline(...recipe, '--data', data, '--out', out);
    const last = (await readRun(out)).epochs.at(-1);
    const { code, stdout } = await plumbline('evaluate', out, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      images: 12,
      loss: last?.testLoss,
      accuracy: last?.testAccuracy,
    });
    const some = await plumbline('evaluate', out, '--examples', '5');
    expect(some.stdout).toMatch(/on the first 5 test images of /);
    const nothing = await plumbline('evaluate', join(out, 'nowhere'));
    expect(nothing).toMatchObject({ code: 1, stdout: '' });
    expect(nothing.stderr).toMatch(
      /^plumbline: .*settings.json: no such file; expected the folder/,
    );
    await writeFile(join(out, 'checkpoint.safetensors'), 'cut');
    const cut = await plumbline('evaluate', out);
    expect(cut.stderr).toMatch(/^plumbline: .*checkpoint.safetensors: .*\n$/);
    const resumed = await plumbline('resume', out);
    expect(resumed.code).toBe(1);
    expect(resumed.stderr).toMatch(
      /^plumbline: .*checkpoint.safetensors: .*; begin anew with `train --force`\n$/,
    );
  });

  it('tests on as many images as told, also after `resume`', async () => {
    const command = [...recipe, '--epochs', '1', '--examples', '16', '--test-examples', '5'];
    const { stdout } = await plumbline(...command, '--data', data, '--out', out);
    expect(stdout).toContain(': 16 images to train on, 5 to test\n');
    const share = (await readRun(out)).epochs[0]?.testAccuracy ?? Number.NaN;
    expect(5 * share).toBeCloseTo(Math.round(5 * share), 5);
    const resumed = await plumbline('resume', out);
    expect(resumed.stdout).toContain(': 16 images to train on, 5 to test\n');
  });

  it('overwrites no other run, and knows its models', async () => {
    await writeFile(join(out, 'run.json'), '{"schema":"another"}');
    const other = await plumbline(...recipe, '--data', data, '--out', out);
    expect(other.code).toBe(1);
    expect(other.stderr).toMatch(/^plumbline: .*run.json is there; --force overwrites it/);
    expect(await readFile(join(out, 'run.json'), 'utf8')).toBe('{"schema":"another"}');
    const forced = await plumbline(...recipe, '--data', data, '--out', out, '--force');
    expect(forced.code).toBe(0);
    const changed = await plumbline(...recipe, '--data', data, '--out', out, '--seed', '7');
    expect(changed.code).toBe(1);
    expect(changed.stderr).toMatch(/settings.json: a run with other settings.*plumbline resume/);
    const unknown = await plumbline('train', '--model', 'resnet21');
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toMatch(/resnet21.*Allowed choices are resnet20, /);
  });
});
