import { backward, noGrad, Parameter } from '@plumbline/autograd';
import { memory, randn, useEngine } from '@plumbline/tensor';
import { describe, expect, test } from 'vitest';
import { Adam, SGD, WeightAverage } from '../src/index.ts';
import { assignAll, bits, copyOf, startWeights, storedDict, train } from './seeded-run.ts';

describe('WeightAverage', () => {
  const averages = (average: WeightAverage, parameters: readonly Parameter[]) =>
    average.swapped(() => bits(parameters));

  test('goes on after a break with the bits of an unbroken run', () => {
    const unbroken = new Adam(startWeights(), { lr: 0.1 });
    const average = new WeightAverage(unbroken.parameters, { decay: 0.9 });
    train(unbroken, 0, 5, () => average.update());
    const saved = [unbroken.stateDict(), average.stateDict()].map(storedDict);
    const weights = unbroken.parameters.map(copyOf);
    train(unbroken, 5, 9, () => average.update());

    const resumed = new Adam(startWeights(), { lr: 0.1 });
    assignAll(resumed.parameters, weights);
    const again = new WeightAverage(resumed.parameters, { decay: 0.9 });
    resumed.loadStateDict(saved[0] ?? {});
    again.loadStateDict(saved[1] ?? {});
    expect(again.count).toBe(5);
    train(resumed, 5, 9, () => again.update());
    expect(averages(again, resumed.parameters)).toEqual(averages(average, unbroken.parameters));
  });

  test('puts the weights back after a failure and after a promise', async () => {
    const parameters = startWeights();
    const average = new WeightAverage(parameters);
    const before = bits(parameters);
    for (const p of parameters) noGrad(() => p.assign(p.add(1)));
    const weights = bits(parameters);
    expect(() =>
      average.swapped(() => {
        throw new Error(bits(parameters).join() === before.join() ? 'averages' : 'weights');
      }),
    ).toThrow('averages');
    expect(bits(parameters)).toEqual(weights);
    await average.swapped(async () => {
      await Promise.resolve();
      expect(bits(parameters)).toEqual(before);
      expect(() => average.update()).toThrow('update: the weights are the averages');
      expect(() => average.swapped(() => 0)).toThrow('swapped: the weights are');
      expect(() => average.loadStateDict({})).toThrow('loadStateDict: the weights are');
    });
    expect(bits(parameters)).toEqual(weights);
    await expect(average.swapped(() => Promise.reject(new Error('late')))).rejects.toThrow('late');
    expect(bits(parameters)).toEqual(weights);
  });

  test('has flat memory over 1000 steps', () => {
    useEngine({});
    const w = new Parameter(randn([3, 2]));
    const optimizer = new SGD([w], { lr: 0.01 });
    const average = new WeightAverage([w]);
    const run = (steps: number) => {
      for (let i = 0; i < steps; i++) {
        optimizer.zeroGrad();
        backward(w.square().sum());
        optimizer.step();
        average.update();
        if (i % 100 === 0) average.swapped(() => noGrad(() => w.square()));
      }
      return memory();
    };
    const early = run(50);
    expect(run(950)).toEqual(early);
  });

  test('errors', () => {
    expect(() => new WeightAverage([])).toThrow('no parameters to average');
    const parameters = startWeights();
    expect(() => new WeightAverage(parameters, { decay: 1 })).toThrow('decay: expected');
    expect(() => new WeightAverage(parameters).loadStateDict({ count: 1 })).toThrow(
      'loadStateDict: 0 is missing; 1 is missing',
    );
  });
});
