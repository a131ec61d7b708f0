import { manualSeed } from '@plumbline/tensor';
import { expect, test } from 'vitest';
import { initializers } from '../src/cases/initializers.ts';
import { apart, parseStatistics, statisticsOf } from '../src/draws.ts';
import { readFixture } from '../src/fixture.ts';
import '../src/observation.ts';

const { cases } = readFixture('initializers');

test('python/initializers.py has the same names', () => {
  expect(Object.keys(initializers).toSorted()).toEqual([...cases.keys()].toSorted());
});

test.for(Object.entries(initializers))('%s', ([name, draw], { task }) => {
  const stored = cases.get(name)?.[0]?.expected.get('statistics');
  if (stored === undefined) expect.fail('the fixture has no statistics');
  const theirs = parseStatistics(stored);
  manualSeed(1);
  const mine = statisticsOf(draw());
  expect(mine.count).toBe(theirs.count);
  const errors = apart(mine, theirs);
  expect(errors).toBeLessThan(4.5);
  // A uniform draw ends near its bound; a normal one goes on, so there the ends only are alike.
  const width = theirs.most - theirs.least;
  const isUniform = width ** 2 < 12.2 * theirs.variance;
  const allowed = isUniform ? (20 / theirs.count) * width : 0.3 * width;
  expect(Math.abs(mine.least - theirs.least)).toBeLessThanOrEqual(allowed);
  expect(Math.abs(mine.most - theirs.most)).toBeLessThanOrEqual(allowed);
  task.meta.parity = { kind: 'initializers', name, seen: { float32: errors, float64: null } };
});
