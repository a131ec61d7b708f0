import { beforeAll, describe, expect, test } from 'vitest';
import { Contest } from '../src/story/contest.ts';
import { describeNetwork } from '../src/story/describe-state.ts';
import type { Digits } from '../src/story/digits.ts';
import type { Progress } from '../src/story/messages.ts';
import { defaults, type StorySettings } from '../src/story/settings.ts';
import { readDigits } from './read-digits.ts';

let digits: Digits;
beforeAll(async () => {
  digits = await readDigits();
});

function trained(settings: Partial<StorySettings>, steps: number): Progress {
  const contest = new Contest(1, { ...defaults, ...settings }, digits);
  let progress = contest.begin(digits);
  for (let step = 0; step < steps; step++) progress = contest.step();
  return progress;
}

const reach = (norms: readonly number[]) => norms[0]! / norms.at(-1)!;

test('there are 2,000 digits to learn from and 500 new ones, of all ten classes', () => {
  expect([digits.train.length, digits.test.length, digits.inputs]).toEqual([2000, 500, 196]);
  const [x, y] = digits.test.batch(Int32Array.from({ length: 500 }, (_, i) => i));
  expect(x.shape).toEqual([500, 196]);
  expect(new Set(y.dataSync()).size).toBe(10);
});

describe('with the defaults', () => {
  test('the plain network starves and the residual one learns', () => {
    const { step, networks } = trained({}, 40);
    expect(step).toBe(40);
    expect(networks.residual.accuracy).toBeGreaterThan(0.6);
    expect(networks.plain.accuracy).toBeLessThan(0.2);
    expect(networks.plain.loss).toBeGreaterThan(2.2);
    expect(reach(networks.plain.gradientNorms)).toBeLessThan(1e-8);
    expect(reach(networks.residual.gradientNorms)).toBeGreaterThan(0.3);
    expect(networks.plain.gradientNorms).toHaveLength(defaults.depth);
  });

  test('every build begins with the same weights', () => {
    expect(trained({}, 0)).toEqual(trained({}, 0));
  });
});

describe('what the page tells readers to try', () => {
  test('without the shortcut both networks are the same', () => {
    const { plain, residual } = trained({ shortcut: false, depth: 10 }, 5).networks;
    expect(residual).toEqual(plain);
  });

  test('at depth 4 the plain network learns, at depth 8 it does not', () => {
    expect(trained({ depth: 4 }, 120).networks.plain.accuracy).toBeGreaterThan(0.5);
    const { plain, residual } = trained({ depth: 8 }, 120).networks;
    expect(plain.accuracy).toBeLessThan(0.2);
    expect(describeNetwork(plain, 120)).toMatch(/first layer is \d+ times weaker .* not read yet/);
    expect(describeNetwork(residual, 120)).toMatch(/arrives at the first layer\. It learns/);
  });

  test('weights × 2.4 let the gradient through the plain network and break the residual one', () => {
    const { plain, residual } = trained({ branchScale: 2.4 }, 60).networks;
    expect(reach(plain.gradientNorms)).toBeGreaterThan(0.1);
    expect(plain.loss).toBeLessThan(2.25);
    expect(residual.accuracy).toBeLessThan(0.2);
  });

  test.each([
    { initialization: 'he', branchScale: 0.3 },
    { branchScale: 0 },
    { initialization: 'orthogonal', branchScale: 0.3 },
    { initialization: 'xavier', branchScale: 0.3 },
  ] as const)('%o: the residual network learns, the plain one does not', (settings) => {
    const { plain, residual } = trained(settings, 40).networks;
    expect(residual.accuracy).toBeGreaterThan(0.5);
    expect(plain.accuracy).toBeLessThan(0.2);
  });
});
