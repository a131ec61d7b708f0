import { expect, it } from 'vitest';
import { modelNamed } from '../src/run.ts';
import { temporaryFolder } from './idx-set.ts';
import { plumbline } from './plumbline.ts';
import { readRun } from './read-run.ts';

it('on real digits the residual network learns and the plain one starves', async () => {
  const out = await temporaryFolder();
  const { code } = await plumbline('compare', '--quick', '--out', out);
  expect(code).toBe(0);
  const run = await readRun(out);
  const [plain, residual] = [modelNamed(run, 'plain'), modelNamed(run, 'residual')];
  expect(run.settings.depth).toBe(50);
  expect(residual.testAccuracy).toBeGreaterThanOrEqual(0.9);
  expect(plain.testAccuracy).toBeLessThan(0.3);
  const [weak = Number.NaN] = plain.gradientNorms.initialization;
  const [strong = Number.NaN] = residual.gradientNorms.initialization;
  expect(strong / weak).toBeGreaterThanOrEqual(1e5);
  // The plain network's gradient falls layer by layer, the residual one's hardly at all.
  expect(strong / (residual.gradientNorms.initialization.at(-1) ?? 0)).toBeGreaterThan(0.1);
}, 180_000);
