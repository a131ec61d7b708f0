import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findingsOf } from '@plumbline/diagnostics';
import { Report } from '@plumbline/report';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder, writeIdxSet } from './idx-set.ts';
import { plumbline } from './plumbline.ts';

const report = new Report({
  title: 'Three layers',
  model: { name: 'Sequential', parameters: 24 },
  source: { framework: 'by hand' },
  flow: {
    passes: [0, 5],
    layers: ['in', 'middle', 'out'].map((name, i) => {
      const weightGradient = [10 ** (i - 2), Number.NaN];
      return { name, kind: 'Linear', block: null, parameters: 8, frozen: false, weightGradient };
    }),
    blocks: [],
  },
});

describe('plumbline report', { timeout: 60_000 }, () => {
  let folder: string;
  let file: string;
  beforeAll(async () => {
    folder = await temporaryFolder();
    file = join(folder, 'run.json');
    await writeFile(file, JSON.stringify(report));
  });

  it('prints a report, and writes it as a page and as events', async () => {
    const [out, events] = [join(folder, 'page.html'), join(folder, 'events')];
    const args = ['report', file, '--out', out, '--tensorboard', events];
    const { code, stdout, stderr } = await plumbline(...args);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Three layers\nSequential, 24 parameters, measured by by hand\n/);
    // Nobody had judged it yet.
    const judged = new Report({ ...report, findings: findingsOf(report) });
    expect(await readFile(out, 'utf8')).toBe(judged.toHTML());
    expect(stdout).toContain('not finite');
    expect(await readdir(events)).toEqual([expect.stringMatching(/^events\.out\.tfevents\.\d+/)]);
    expect(await plumbline(...args)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/--force/),
    });
  });

  it('shows a comparison again, which TensorBoard has no form for', async () => {
    const [data, out] = [await writeIdxSet(), join(folder, 'compare')];
    const small = ['--depth', '4', '--width', '4', '--batch', '16', '--epochs', '1'];
    const compared = await plumbline('compare', ...small, '--data', data, '--out', out);
    const run = join(out, 'run.json');
    const again = join(out, 'again.html');
    const { stdout } = await plumbline('report', run, '--out', again);
    const table = / {2}network .*\n.*\n.*\n.*\n/.exec(compared.stdout)?.[0];
    expect(stdout).toContain(table);
    expect(await readFile(again, 'utf8')).toBe(await readFile(join(out, 'report.html'), 'utf8'));
    const events = await plumbline('report', run, '--tensorboard', join(out, 'events'));
    expect(events).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/no form in TensorBoard/),
    });
  });

  it.each([
    ['{', /not JSON/],
    ['{"schema":"plumbline-report/9"}', /plumbline-report\/9/],
    ['{"schema":"plumbline-compare/1","models":[{}]}', /startedAt/],
    ['{"schema":"plumbline-compare-depths/1"}', /runs/],
    [JSON.stringify({ ...report.toJSON(), model: 3 }), /model/],
  ])('a file with %j', async (text, pattern) => {
    const bad = join(folder, 'bad.json');
    await writeFile(bad, text);
    const ended = await plumbline('report', bad);
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatch(pattern);
    expect(ended.stderr).toMatch(/^plumbline: .*bad\.json: .+\n$/);
  });

  it('a file that is not there', async () => {
    const ended = await plumbline('report', join(folder, 'nowhere.json'));
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatch(/^plumbline: can't read .*nowhere\.json: .+\n$/);
  });
});
