import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { TrainRun } from '../src/classifier/train-run.ts';
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

  const readRun = async (folder: string): Promise<TrainRun> =>
    JSON.parse(await readFile(join(folder, 'run.json'), 'utf8'));
  const weights = (folder: string) => readFile(join(folder, 'checkpoint.safetensors'));

  it('trains, tests after every epoch, and says so', async () => {
    const { code, stdout, stderr } = await plumbline(...recipe, '--data', data, '--out', out);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^resnet20 \(268,979 parameters\) on .*: 48 images .*, 12 to test\n/);
    expect(stdout.match(/epoch \d of 3: training loss/g)).toHaveLength(3);
    const run = await readRun(out);
    expect(run.epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    for (const { trainLoss, testLoss } of run.epochs) {
      expect(Number.isFinite(trainLoss) && Number.isFinite(testLoss)).toBe(true);
    }
    expect(run.interrupted).toBe(false);
  });

  it('killed after an epoch, the same command ends with the same bits', async () => {
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
    const { code, stdout } = await plumbline(...broken);
    expect(code).toBe(0);
    expect(stdout).toContain('epoch 3 of 3');
    expect(await weights(out)).toEqual(await weights(whole));
    const [a, b] = [await readRun(whole), await readRun(out)];
    const results = ({ epochs }: TrainRun) => epochs.map(({ seconds: _, ...result }) => result);
    expect(results(b)).toEqual(results(a));
  });

  it.skipIf(process.platform === 'win32')('Ctrl-C keeps what there is', async () => {
    const child = start([...recipe, '--epochs', '1000', '--data', data, '--out', out]);
    child.stdout?.on('data', (chunk) => {
      if (String(chunk).includes('epoch 1 of')) child.kill('SIGINT');
    });
    const { code, stderr } = await ended(child);
    expect(stderr).toBe('');
    expect(code).toBe(130);
    const run = await readRun(out);
    expect(run.interrupted).toBe(true);
    expect((await weights(out)).length).toBeGreaterThan(1e6);
  });

  it('overwrites no other run, and knows its models', async () => {
    await writeFile(join(out, 'run.json'), '{"schema":"another"}');
    const other = await plumbline(...recipe, '--data', data, '--out', out);
    expect(other.code).toBe(1);
    expect(other.stderr).toMatch(
      /^plumbline: .*run.json: a run with other settings is there.*--out/,
    );
    expect(await readFile(join(out, 'run.json'), 'utf8')).toBe('{"schema":"another"}');
    const unknown = await plumbline('train', '--model', 'resnet21');
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toMatch(/resnet21.*Expected one of resnet20, /);
  });
});
