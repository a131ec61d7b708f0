import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backward } from '@plumbline/autograd';
import { watch } from '@plumbline/diagnostics';
import { crossEntropy } from '@plumbline/layers';
import { SGD } from '@plumbline/optimizers';
import { type Flow, parseReport } from '@plumbline/report';
import { useEngine } from '@plumbline/tensor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { models } from '../src/cases/models.ts';
import { labels } from '../src/evaluate-model.ts';
import { patternState, uniform } from '../src/pattern.ts';
import { hasTorch, runPython, whenMissing } from '../src/torch.ts';

/** The images of python/models.py. */
const images: Readonly<Record<string, { readonly shape: number[]; readonly seed: number }>> = {
  resnet20: { shape: [2, 3, 32, 32], seed: 47 },
  'cifarResnet 20 bottlenecks': { shape: [4, 3, 16, 16], seed: 15 },
  'cifarResnet 29 preactivated': { shape: [2, 3, 16, 16], seed: 5 },
};
const names = Object.keys(images);

useEngine({ winograd: false });
const canRun = hasTorch();
if (!canRun) console.warn(whenMissing);
const folder = mkdtempSync(join(tmpdir(), 'parity-flow-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Series = readonly number[] | undefined;

/** Of one step of training. */
function flowOf(name: string): Flow {
  const { shape, seed } = images[name] ?? expect.fail(`no images for ${name}`);
  const model = models[name]?.() ?? expect.fail(`no model ${name}`);
  model.loadStateDict(patternState(model.stateDict()));
  const optimizer = new SGD(model.parameters(), { lr: 0.1 });
  const flow = watch(model);
  const logits = model.forward(uniform({ shape, low: -1, high: 1 }, seed));
  const [count = 0, classes = 0] = logits.shape;
  const loss = crossEntropy(logits, labels(count, classes));
  backward(loss);
  optimizer.step();
  return flow.report().flow ?? expect.fail('no flow');
}

const ofLayers = [
  'activation',
  'activationGradient',
  'weight',
  'weightGradient',
  'update',
  'nonFinite',
] as const;

/** Relative; sums in another order, tens of layers deep. */
const tolerance = 1e-4;

function expectClose(what: string, own: Series, theirs: Series, least = 0): void {
  expect(own, what).toHaveLength(1);
  const [a, b] = [own?.[0] ?? Number.NaN, theirs?.[0] ?? Number.NaN];
  const scale = Math.max(Math.abs(b), least);
  expect(Math.abs(a - b), `${what}: ${a} and ${b}`).toBeLessThanOrEqual(tolerance * scale);
}

describe.skipIf(!canRun)('a step of training as plumbline_torch.py and watch record it', () => {
  beforeAll(() => runPython('flow.py', folder, ...names), 120_000);

  test.for(names)('%s', (name) => {
    const report = parseReport(readFileSync(join(folder, `${name}.json`), 'utf8'));
    const own = flowOf(name);
    const theirs = report.flow ?? expect.fail('no flow');
    expect(theirs.blocks.map((block) => block.name)).toEqual(own.blocks.map(({ name }) => name));
    for (const [
      i,
      { name, identity, branch, whole, cosine, forwardRatio },
    ] of own.blocks.entries()) {
      const other = theirs.blocks[i];
      expectClose(`identity of ${name}`, identity, other?.identity);
      expectClose(`branch of ${name}`, branch, other?.branch);
      expectClose(`whole of ${name}`, whole, other?.whole);
      if (cosine !== undefined) expectClose(`cosine of ${name}`, cosine, other?.cosine, 1);
      // Zeros for new channels are no layer in PyTorch, whose outputs are all that it measures.
      if (forwardRatio !== undefined && other?.forwardRatio !== undefined) {
        expectClose(`forward ratio of ${name}`, forwardRatio, other.forwardRatio);
      }
    }
    // PyTorch's side has its activations as functions, which are no layers.
    const weighted = own.layers.filter(({ weightGradient }) => weightGradient !== undefined);
    const layers = new Map(theirs.layers.map((layer) => [layer.name, layer]));
    expect([...layers.keys()].sort()).toEqual(weighted.map(({ name }) => name).sort());
    for (const layer of weighted) {
      const other = layers.get(layer.name);
      const { kind, parameters, frozen } = layer;
      expect(other).toMatchObject({ kind, parameters, frozen });
      for (const series of ofLayers) {
        if (layer[series] === undefined) continue;
        expectClose(`${series} of ${layer.name}`, layer[series], other?.[series]);
      }
    }
  });
});
