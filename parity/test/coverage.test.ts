import { expect, test } from 'vitest';
import { exceptions, required } from '../src/coverage.ts';
import { listedName, readFixture } from '../src/fixture.ts';

const covered = (kinds: readonly string[]): Set<string> =>
  new Set(kinds.flatMap((kind) => [...readFixture(kind).cases.keys()].map(listedName)));

test.for(required())('everything in $kinds has a case or a reason', ({ names, kinds }) => {
  const there = covered(kinds);
  const missing = names.filter((name) => !there.has(name) && !Object.hasOwn(exceptions, name));
  expect(
    missing,
    'add a case in python/ and in src/cases/, or a reason in src/coverage.ts',
  ).toEqual([]);
});

test('no exception has a case, or is of something that is gone', () => {
  const groups = required();
  const needless = Object.keys(exceptions).filter((name) => {
    const mine = groups.filter(({ names }) => names.includes(name));
    return mine.every(({ kinds }) => covered(kinds).has(name));
  });
  expect(needless).toEqual([]);
});
