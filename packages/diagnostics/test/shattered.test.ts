import { manualSeed, randn } from '@plumbline/tensor';
import { expect, test } from 'vitest';
import { findingsOf, rectifierNetwork, shattering } from '../src/index.ts';

test('a deep normalized network is shattered, a residual one and a shallow one are not', () => {
  const found = (kind: 'plain-norm' | 'residual-norm', depth: number) => {
    manualSeed(2);
    const model = rectifierNetwork(kind, { depth, width: 64 });
    const measured = { shattering: shattering(model, randn([2, 64]), { points: 64 }) };
    return findingsOf(measured).map(({ rule }) => rule);
  };
  expect(found('plain-norm', 40)).toEqual(['shattered-gradient']);
  expect(found('residual-norm', 40)).toEqual([]);
  expect(found('plain-norm', 2)).toEqual([]);
});
