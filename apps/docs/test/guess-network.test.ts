import { expect, test } from 'vitest';
import { guessNetwork } from '../src/diagnose/guess-network.ts';
import { makeNetwork } from '../src/diagnose/make-network.ts';
import {
  isNetworkName,
  type NetworkChoice,
  networkLabels,
} from '../src/diagnose/network-choice.ts';

const shapesOf = (choice: NetworkChoice) =>
  Object.fromEntries(
    Object.entries(makeNetwork(choice).stateDict()).map(([name, { shape }]) => [name, shape]),
  );

const sizes = { classes: 7, channels: 2, width: 4 };

test.each(Object.keys(networkLabels).filter(isNetworkName))('%s is recognized', (network) => {
  const isBottleneck = /50|101|164/.test(network);
  const isLarge = /(18|34|50|101)$/.test(network);
  const shortcut = isBottleneck || isLarge ? 'projection' : 'zero-pad';
  const choice: NetworkChoice = { network, ...sizes, shortcut };
  const guess = guessNetwork(shapesOf(choice));
  // With zeros for new channels the tensors of a plain network are a residual one's.
  const isAmbiguous = /^plain\d+$/.test(network) && !isLarge;
  const expected = isAmbiguous ? network.replace('plain', 'resnet') : network;
  expect(guess).toMatchObject({ network: expected, ...sizes });
  if (!/plain/i.test(network)) expect(guess?.shortcut).toBe(shortcut);
});

test('projections in a small network', () => {
  const choice: NetworkChoice = { network: 'resnet20', ...sizes, shortcut: 'projection' };
  expect(guessNetwork(shapesOf(choice))).toEqual(choice);
});

test('tensors of something else are of no network', () => {
  expect(guessNetwork({})).toBe(null);
  expect(guessNetwork({ 'conv1.weight': [8, 3, 3, 3], 'fc.weight': [10, 8] })).toBe(null);
  expect(guessNetwork({ 'embedding.weight': [100, 8] })).toBe(null);
});
