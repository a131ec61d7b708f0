import type { Sequential } from '@plumbline/layers';
import type { Digits } from './digits.ts';
import { gradientNorms } from './gradient-norms.ts';
import { createNetwork, haveSameWeights, type NetworkName, networkNames } from './networks.ts';
import type { Settings } from './settings.ts';

/** An untrained network, and where its gradient goes. */
export interface Contestant {
  readonly name: NetworkName;
  readonly model: Sequential;
  readonly initialNorms: readonly number[];
}

/** Both networks, with the same weights. */
export function createContestants(digits: Digits, settings: Settings): Contestant[] {
  const { depth, width, seed } = settings;
  const { rows, columns, classes, probe } = digits;
  const sizes = { inputs: rows * columns, classes, depth, width };
  const contestants = networkNames.map((name): Contestant => {
    const model = createNetwork(name, sizes, seed);
    return { name, model, initialNorms: gradientNorms(model, probe) };
  });
  const [first, ...others] = contestants.map(({ model }) => model);
  if (first === undefined || !others.every((other) => haveSameWeights(first, other))) {
    throw new Error('the networks do not start with the same weights: the comparison is not fair');
  }
  return contestants;
}
