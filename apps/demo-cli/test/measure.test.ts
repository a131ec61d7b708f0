import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseReport } from '@plumbline/report';
import { readSafetensors, writeSafetensors } from '@plumbline/safetensors/node';
import { full, zeros } from '@plumbline/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder, writeIdxSet } from './idx-set.ts';
import { plumbline } from './plumbline.ts';

const network = `
import { Linear, ReLU, Residual, Sequential } from '@plumbline/layers';
import { randint, randn } from '@plumbline/tensor';

const block = (): Residual => new Residual(new Sequential(new Linear(8, 8), new ReLU()));
export default () => new Sequential(new Linear(4, 8), block(), block(), new Linear(8, 3));
export const sample = () => [randn([32, 4]), randint(0, 3, [32])];
`;

describe('commands that measure', { timeout: 60_000 }, () => {
  let folder: string;
  let file: string;
  beforeAll(async () => {
    folder = await temporaryFolder();
    file = join(folder, 'network.ts');
    await writeFile(file, network);
  });

  const reportOf = async (...args: string[]) => {
    const { code, stdout, stderr } = await plumbline(...args, '--json');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    return parseReport(stdout);
  };

  it('paths and lesion of a network from a file, which needs no install', async () => {
    const { paths, title } = await reportOf('paths', '--model', file);
    expect(title).toContain('network.ts, the sample of the file');
    expect(paths?.lengths.map((length) => length.paths)).toEqual([1, 2, 1]);
    const { lesion } = await reportOf('lesion', '--model', file);
    expect(lesion?.dropped.map(({ block }) => block)).toEqual(['1', '2']);
    const { lesion: branch } = await reportOf('lesion', '--model', file, '--blocks', '2.branch');
    expect(branch?.dropped.map(({ block }) => block)).toEqual(['2.branch']);
  });

  it('a file or a name as its own argument', async () => {
    expect((await reportOf('paths', file)).title).toContain('network.ts, the sample of the file');
    expect(await plumbline('paths', file, '--model', file)).toMatchObject({ code: 2, stdout: '' });
    const plain = await plumbline('paths', 'plain20', '--examples', '2');
    expect(plain.stderr).toMatch(/no residual blocks/);
  });

  it('measures nothing on weights that are not finite', async () => {
    const [data, run] = [await writeIdxSet(), await temporaryFolder()];
    await plumbline('train', '--data', data, '--epochs', '1', '--examples', '16', '--out', run);
    const checkpoint = join(run, 'checkpoint.safetensors');
    const { tensors, metadata } = await readSafetensors(checkpoint);
    const name = Object.keys(tensors).find((key) => /^model\..*weight$/.test(key)) ?? '';
    const weights = tensors[name] ?? zeros([1]);
    await writeSafetensors(
      checkpoint,
      { ...tensors, [name]: full(weights.shape, Number.NaN) },
      metadata,
    );
    for (const command of ['evaluate', 'lesion', 'landscape', 'paths']) {
      const ended = await plumbline(command, run);
      expect(ended).toMatchObject({ code: 1, stdout: '' });
      expect(ended.stderr).toMatch(
        /weight has values that are not finite \(NaN\).*`plumbline diagnose /,
      );
    }
    const { findings } = await reportOf('diagnose', run, '--examples', '8');
    expect(findings?.[0]?.title).toMatch(/NaN|not finite/);
  });

  it('says where JavaScript has an error of syntax', async () => {
    const script = join(folder, 'syntax.mjs');
    await writeFile(script, '\nexport default ][;\n');
    expect((await plumbline('paths', script)).stderr).toMatch(/syntax\.mjs:2:16: Unexpected token/);
  });

  it('landscape in two dimensions, with a page that is not overwritten', async () => {
    const out = join(folder, 'landscape.html');
    const args = ['landscape', '--model', file, '--dimensions', '2', '--points', '3', '--out', out];
    const { landscape } = await reportOf(...args);
    expect(landscape?.loss.map((row) => row.length)).toEqual([3, 3, 3]);
    expect(await readFile(out, 'utf8')).toMatch(/^<!doctype html>/i);
    expect(await plumbline(...args)).toMatchObject({
      code: 1,
      stderr: `plumbline: ${out} is there; --force overwrites it\n`,
    });
    expect((await plumbline(...args, '--force')).stdout).toContain(`Report: ${out}`);
  });

  it('diagnose and inspect what train has left', async () => {
    const [data, run] = [await writeIdxSet(), join(folder, 'run')];
    const trained = await plumbline('train', '--data', data, '--epochs', '1', '--out', run);
    expect(trained.code).toBe(0);
    const { flow, model } = await reportOf('diagnose', run, '--examples', '8');
    expect(model).toEqual({ name: 'resnet20', parameters: 268_979 });
    expect(flow?.layers.length).toBeGreaterThan(20);
    const { stdout } = await plumbline('inspect', join(run, 'checkpoint.safetensors'));
    expect(stdout).toMatch(/layer3 +Sequential/);
    expect(stdout).toContain('268,979 parameters');
    expect(stdout).toMatch(/^(error|warning|note|Nothing was found)/);
    const { summary, flow: flowToo } = JSON.parse(
      (await plumbline('inspect', run, '--json')).stdout,
    );
    expect(summary).toMatchObject({ parameters: 268_979, inputShape: [1, 1, 6, 6] });
    expect(flowToo.layers.length).toBe(flow?.layers.length);
  });

  it.each([
    [[], 2, /which network\? Give a run folder, .*; see `plumbline paths --help`/],
    [
      ['nowhere'],
      1,
      /nowhere: no such folder.* `plumbline train` run, .* \.js file, .* resnet20, /,
    ],
    [['nowhere', '--model', 'resnet20'], 2, /two networks.*; see `plumbline paths --help`/],
    [['--model', 'resnet21'], 1, /resnet21: expected the path of a \.ts .* resnet20, /],
    [['--model', 'nowhere.ts'], 1, /nowhere.ts: no such file/],
    [['--model', 'resnet20', '--input', '3,x'], 2, /--input.*3,32,32/],
    [['--model', 'plain20', '--examples', '2'], 1, /no residual blocks/],
    [['--model', 'resnet20', '--weights', 'nowhere.safetensors'], 1, /nowhere.safetensors/],
  ])('paths %j', async (args, code, pattern) => {
    const ended = await plumbline('paths', ...args);
    expect(ended).toMatchObject({ code, stdout: '' });
    expect(ended.stderr).toMatch(pattern);
    expect(ended.stderr).toMatch(/^plumbline: .+\n$/);
  });

  it.each([
    ['export default 3;', /expected `export default`/],
    ['export default () => { throw new Error("no such luck"); };', /bad\d+\.ts:1:30: no such luck/],
    ['export default ][;', /: \S*bad\d+\.ts:1:16: Expression expected\n/],
    ['\nenum Size { small }\nexport default 1;', /bad\d+\.ts:2:1: .*enum/],
    [
      network.replace('randn([32, 4])', 'randn([32, 5])'),
      /bad\d+\.ts: its `sample` does not fit .*\[32, 5\]/,
    ],
    [
      network.replace('randint(0, 3, [32])', 'randint(0, 3, [31])'),
      /bad\d+\.ts: its `sample` does not/,
    ],
    ["import '@plumbline/layers'; import 'no-such-package';", /no-such-package/],
    [`${network.replace(/export const sample.*/, '')}`, /what to try it on.*--input/],
    [network.replace(/export const sample.*/, 'export const sample = [1];'), /its sample is no/],
  ])('a file with %j', async (text, pattern) => {
    const bad = join(folder, `bad${Math.abs(text.length)}.ts`);
    await writeFile(bad, text);
    const ended = await plumbline('paths', '--model', bad);
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatch(pattern);
  });
});
