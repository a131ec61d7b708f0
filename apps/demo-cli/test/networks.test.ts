import { Linear, Residual } from '@plumbline/layers';
import { randn } from '@plumbline/tensor';
import { describe, expect, it } from 'vitest';
import { createNetwork, haveSameWeights } from '../src/networks.ts';

describe('createNetwork', () => {
  it.each([3, 4, 5, 6, 50, 51])('makes both networks of %d linear layers', (depth) => {
    const sizes = { inputs: 9, classes: 4, depth, width: 5 };
    const [plain, residual] = (['plain', 'residual'] as const).map((name) => {
      const model = createNetwork(name, sizes, 0);
      const modules = model.namedModules().map(([, module]) => module);
      expect(modules.filter((module) => module instanceof Linear)).toHaveLength(depth);
      const blocks = modules.filter((module) => module instanceof Residual);
      expect(blocks).toHaveLength(name === 'plain' ? 0 : Math.ceil((depth - 2) / 2));
      expect(model.forward(randn([2, 9])).shape).toEqual([2, 4]);
      return model;
    });
    expect(plain && residual && haveSameWeights(plain, residual)).toBe(true);
  });

  it('draws other weights for another seed', () => {
    const sizes = { inputs: 9, classes: 4, depth: 4, width: 5 };
    const [a, b] = [0, 1].map((seed) => createNetwork('plain', sizes, seed));
    expect(a && b && haveSameWeights(a, b)).toBe(false);
  });
});
