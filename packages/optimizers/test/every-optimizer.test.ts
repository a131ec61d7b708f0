import { backward, Parameter } from '@plumbline/autograd';
import { engine, memory, randn, tensor, useEngine } from '@plumbline/tensor';
import { describe, expect, test, vi } from 'vitest';
import { reduceOnPlateau, SGD } from '../src/index.ts';
import { everyOptimizer } from './every-optimizer.ts';

const makers = {
  ...everyOptimizer,
  plateau: (p: readonly Parameter[]) => new SGD(p, { lr: reduceOnPlateau(0.1) }),
};

describe.each(Object.entries(makers))('%s', (name, make) => {
  test('has flat memory over 1000 steps, reads nothing, and leaves unused parameters', () => {
    useEngine({});
    const [used, vector, unused] = [[3, 2], [4], [2, 2]].map((s) => new Parameter(randn(s)));
    if (used === undefined || vector === undefined || unused === undefined) throw new Error();
    const before = [...unused.dataSync()];
    const optimizer = make([used, vector, unused]);
    const read = vi.spyOn(engine(), 'readSync');
    const run = (steps: number) => {
      for (let i = 0; i < steps; i++) {
        optimizer.zeroGrad();
        backward(used.square().sum().add(vector.square().sum()));
        optimizer.step();
        if (name === 'plateau') optimizer.observe(i);
      }
      return memory();
    };
    // A multiple of what accumulation and lookahead count to.
    const early = run(60);
    expect(run(960)).toEqual(early);
    expect(read).not.toHaveBeenCalled();
    expect([...unused.dataSync()]).toEqual(before);
  });

  test('leaves zeros without a slope zeros: nothing is 0 / 0', () => {
    const w = new Parameter(tensor([[0, 0]]));
    const optimizer = make([w]);
    for (let i = 0; i < 6; i++) {
      optimizer.zeroGrad();
      backward(w.mul(0).sum());
      optimizer.step();
    }
    expect([...w.dataSync()].map(Math.abs)).toEqual([0, 0]);
  });
});
