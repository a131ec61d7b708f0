import { readFileSync } from 'node:fs';
import { Parameter } from '@plumbline/autograd';
import { tensor } from '@plumbline/tensor';
import { describe, expect, test } from 'vitest';
import { clipGradNorm, clipGradValue, SGD, WeightAverage } from '../src/index.ts';
import { everyOptimizer } from './every-optimizer.ts';

/** What `fixtures/optimizers.py` writes: elements of parameters, one after the other. */
interface Fixture {
  readonly shapes: readonly (readonly number[])[];
  readonly start: readonly (readonly number[])[];
  readonly gradients: readonly (readonly (readonly number[] | null)[])[];
  /** All weights after a step, which counts from 1. */
  readonly cases: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
}
const path = new URL('fixtures/optimizers.json', import.meta.url);
const fixture: Fixture = JSON.parse(readFileSync(path, 'utf8'));
type DType = 'float32' | 'float64';

function startIn(dtype: DType): Parameter[] {
  return fixture.shapes.map((shape, i) => {
    const elements = Float64Array.from(fixture.start[i] ?? []);
    return new Parameter(tensor(elements, { dtype, shape }));
  });
}

/** Takes the fixture's steps; compares what `weights` gives with the case's, at its steps. */
function follow(
  name: string,
  parameters: readonly Parameter[],
  step: () => void,
  weights: () => readonly number[],
): void {
  const expected = fixture.cases[name] ?? {};
  for (const [t, gradients] of fixture.gradients.entries()) {
    for (const [i, p] of parameters.entries()) {
      const g = gradients[i] ?? null;
      p.grad = g === null ? null : tensor([...g], { dtype: p.dtype }).reshape(p.shape);
    }
    step();
    const then = expected[t + 1];
    if (then === undefined) continue;
    const found = weights();
    expect(found.length).toBe(then.length);
    const [{ dtype } = { dtype: 'float64' }] = parameters;
    for (const [i, value] of then.entries()) {
      expect(
        Math.abs((found[i] ?? Number.NaN) - value),
        `step ${t + 1}, element ${i}`,
      ).toBeLessThan(dtype === 'float64' ? 1e-13 : 2e-6);
    }
  }
}

const elements = (parameters: readonly Parameter[]) => parameters.flatMap((p) => [...p.dataSync()]);

describe.each<DType>(['float64', 'float32'])('20 steps in %s, beside PyTorch', (dtype) => {
  test.each(Object.entries(everyOptimizer))('%s', (name, make) => {
    const parameters = startIn(dtype);
    const optimizer = make(parameters);
    follow(
      name,
      parameters,
      () => optimizer.step(),
      () => elements(parameters),
    );
  });

  test('SGD averaged', () => {
    const parameters = startIn(dtype);
    const optimizer = new SGD(parameters, { lr: 0.1 });
    const average = new WeightAverage(parameters, { decay: 0.8 });
    const step = () => {
      optimizer.step();
      average.update();
    };
    const weights = () => average.swapped(() => elements(parameters));
    follow('SGD averaged', parameters, step, weights);
  });

  test.each<[name: string, clip: (p: readonly Parameter[]) => void]>([
    ['SGD clipped by norm', (p) => void clipGradNorm(p, 1.5)],
    ['SGD clipped by value', (p) => clipGradValue(p, 0.4)],
  ])('%s, with the function', (name, clip) => {
    const parameters = startIn(dtype);
    const optimizer = new SGD(parameters, { lr: 0.1, momentum: 0.9 });
    const step = () => {
      clip(parameters);
      optimizer.step();
    };
    follow(name, parameters, step, () => elements(parameters));
  });
});

test('the fixture has the cases of the table, no others', () => {
  const names = [...Object.keys(everyOptimizer), 'SGD averaged'];
  expect(Object.keys(fixture.cases).sort()).toEqual(names.sort());
});
