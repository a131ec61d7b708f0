import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSafetensors } from '@plumbline/safetensors/node';
import { scope, useEngine } from '@plumbline/tensor';
import { afterAll, expect, test } from 'vitest';
import { models } from '../src/cases/models.ts';
import { compare } from '../src/compare.ts';
import { evaluateModel } from '../src/evaluate-model.ts';
import { readFixture } from '../src/fixture.ts';
import { isLong } from '../src/long.ts';
import { deep } from '../src/tolerance.ts';
import { hasTorch, runPython, whenMissing } from '../src/torch.ts';
import '../src/observation.ts';

useEngine({ winograd: false });
const canRun = isLong && hasTorch();
if (isLong && !canRun) console.warn(whenMissing);
const folder = mkdtempSync(join(tmpdir(), 'parity-'));
afterAll(() => rmSync(folder, { recursive: true }));

// The fixture has some elements of each gradient; PyTorch itself says all of them.
test.runIf(canRun).for(['resnet20', 'resnet18'])(
  '%s',
  { timeout: 120_000 },
  async (name, { task }) => {
    runPython('models.py', '--full', folder, name);
    const { tensors } = await readSafetensors(join(folder, `${name}.safetensors`));
    const [make, one] = [models[name], readFixture('models').cases.get(name)?.[0]];
    if (make === undefined || one === undefined) expect.fail(`there is no model ${name}`);
    scope(() => {
      const results = evaluateModel(make, one);
      for (const key of results.keys())
        if (key.endsWith('num_batches_tracked')) results.delete(key);
      const seen = compare(results, new Map(Object.entries(tensors)), deep);
      task.meta.parity = { kind: 'every element of every gradient', name, seen };
    });
  },
);
