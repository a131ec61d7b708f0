import { type EngineOptions, useEngine } from '@plumbline/tensor';
import { expect, test } from 'vitest';
import { readFixture } from '../src/fixture.ts';
import { isLong } from '../src/long.ts';
import { train } from '../src/training.ts';
import '../src/observation.ts';

const stored = readFixture('training').cases.get('resnet20')?.[0]?.expected;
const losses = (name: string) => Array.from(stored?.get(name)?.dataSync() ?? []);
const [theirs, exact] = [losses('losses'), losses('losses in float64')];

const apart = (a: readonly number[], b: readonly number[], step: number): number =>
  Math.abs((a[step] ?? Number.NaN) / (b[step] ?? Number.NaN) - 1);

const engines: [name: string, options: EngineOptions][] = [
  ['direct convolution', { winograd: false }],
  ['Winograd', {}],
];

test.for(engines)('the first losses of ResNet-20, %s', ([, options]) => {
  useEngine(options);
  for (const [step, loss] of train(3).entries()) {
    expect(Math.abs(loss / (theirs[step] ?? Number.NaN) - 1)).toBeLessThan(1e-5);
  }
});

test.runIf(isLong).for(engines)(
  '50 steps of ResNet-20, %s: within 1 %% at the end',
  { timeout: 300_000 },
  ([name, options], { task }) => {
    useEngine(options);
    const mine = train(50);
    const last = 49;
    expect(theirs[last]).toBeLessThan((theirs[0] ?? 0) - 0.3);
    expect(apart(mine, theirs, last)).toBeLessThan(0.01);
    const seen = { float32: apart(mine, theirs, last), float64: null };
    const title = `resnet20, loss of step 50, ${name}`;
    task.meta.parity = { kind: 'training', name: title, seen };
    const ofTorch = apart(theirs, exact, last);
    console.log(`${title}: ${seen.float32}; PyTorch in float32 and in float64: ${ofTorch}`);
  },
);
