import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { modelNamed } from '../src/run.ts';
import { temporaryFolder, writeIdxSet } from './idx-set.ts';
import { ended, start } from './plumbline.ts';
import { readRun } from './read-run.ts';

/** Far more epochs than the test has time for. */
const endless = ['--depth', '6', '--width', '8', '--batch', '16', '--epochs', '1000000'];

const module = new URL('../src/interruption.ts', import.meta.url).href;
const never = `
  import { withInterruption } from '${module}';
  await withInterruption('all of it is lost', () => {
    console.log('ready');
    return new Promise(() => setInterval(() => {}, 1000));
  });
`;

it.skipIf(process.platform === 'win32')('a late second Ctrl-C says what is lost', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', never]);
  child.stdout.once('data', () => {
    for (const milliseconds of [0, 100, 1200]) setTimeout(() => child.kill('SIGINT'), milliseconds);
  });
  const { code, stderr } = await ended(child);
  expect(stderr).toBe('plumbline: ended at once; all of it is lost\n');
  expect(code).toBe(130);
});

it.skipIf(process.platform === 'win32')('Ctrl-C writes what there is', async () => {
  const [data, out] = [await writeIdxSet(), await temporaryFolder()];
  const child = start(['compare', ...endless, '--data', data, '--out', out]);
  child.stdout?.on('data', (chunk) => {
    if (!String(chunk).includes('plain: step')) return;
    // Twice at once, as when npm passes a Ctrl-C on.
    child.kill('SIGINT');
    child.kill('SIGINT');
  });
  const { code, stdout, stderr } = await ended(child);
  expect(stderr).toBe('');
  expect(code).toBe(130);
  expect(await readdir(out)).toEqual(['report.html', 'run.json']);
  const run = await readRun(out);
  expect(run.interrupted).toBe(true);
  expect(modelNamed(run, 'plain').trainLoss.length).toBeGreaterThan(0);
  expect(modelNamed(run, 'residual').trainLoss).toEqual([]);
  expect(run.sentence).toMatch(/^Stopped early, after [\d,]+ \(plain\) and 0 \(residual\) of/);
  expect(stdout).toContain(run.sentence);
  expect(await readFile(join(out, 'report.html'), 'utf8')).toContain('Stopped early');
});
