import '@plumbline/diagnostics/vitest';
import { backward } from '@plumbline/autograd';
import { crossEntropy } from '@plumbline/layers';
import { Adam, SGD } from '@plumbline/optimizers';
import type { Finding } from '@plumbline/report';
import { Generator, manualSeed } from '@plumbline/tensor';
import { describe, expect, test } from 'vitest';
import { diagnose, findingsOf, watch } from '../src/index.ts';
import { healthyModels } from './healthy-models.ts';
import { strict } from './margins.ts';

/** What is above a note. */
function grave(findings: readonly Finding[]): string[] {
  return findings
    .filter(({ severity }) => severity !== 'note')
    .map(({ rule, evidence }) => `${rule}: ${evidence}`);
}

describe('in networks that train well nothing is found', () => {
  test.each(healthyModels)('$name: at initialization, in training, after it', (healthy) => {
    manualSeed(3);
    const generator = new Generator(5);
    const model = healthy.make();
    const batch = healthy.batch(generator);
    expect(grave(diagnose(model, batch, strict).findings)).toEqual([]);
    expect(model).toPropagateSignal(batch, { minRatio: 0.1, maxRatio: 10, maxCorrelation: 0.9 });

    const optimizer =
      healthy.name === 'transformer'
        ? new Adam(model.parameters(), { lr: 3e-3 })
        : new SGD(model.parameters(), { lr: 0.05, momentum: 0.9 });
    const flow = watch(model);
    for (let step = 0; step < 10; step++) {
      const [x, labels] = healthy.batch(generator);
      const loss = crossEntropy(model.forward(x), labels);
      optimizer.zeroGrad();
      backward(loss);
      optimizer.step();
    }
    flow.stop();
    expect(grave(findingsOf({ flow: flow.record() }, strict))).toEqual([]);
    expect(grave(diagnose(model, healthy.batch(generator), strict).findings)).toEqual([]);
  });
});
