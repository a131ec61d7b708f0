import { scope } from '@plumbline/tensor';
import { expect, test } from 'vitest';
import { models } from '../src/cases/models.ts';
import { compare } from '../src/compare.ts';
import { digest, evaluateModel } from '../src/evaluate-model.ts';
import { readFixture } from '../src/fixture.ts';
import { isLong } from '../src/long.ts';
import { winograd } from '../src/tolerance.ts';
import '../src/observation.ts';

const { cases } = readFixture('models');

// The engine as it is by default.
test.runIf(isLong).for(['resnet20', 'resnet18'])('%s', (name, { task }) => {
  const [make, one] = [models[name], cases.get(name)?.[0]];
  if (make === undefined || one === undefined) expect.fail(`there is no model ${name}`);
  scope(() => {
    const seen = compare(digest(evaluateModel(make, one)), one.expected, winograd);
    task.meta.parity = { kind: 'models with Winograd', name, seen };
  });
});
