import { scope } from '@plumbline/tensor';
import { describe, expect, test } from 'vitest';
import type { Section } from '../src/cases/section.ts';
import { compare } from '../src/compare.ts';
import { type Case, readFixture } from '../src/fixture.ts';
import { knownDifference, knownDifferences } from '../src/known-differences.ts';

/** One test a case of the fixture `kind`, and that the tables on both sides have the same names. */
export function compareCases(kind: string, sections: readonly Section[], title = kind): void {
  const { cases } = readFixture(kind);
  const names = sections.flatMap(({ runs }) => Object.keys(runs));
  const nothing = { float32: null, float64: null };

  test(`python/${kind}.py has the same names`, () => {
    expect(names.toSorted()).toEqual([...cases.keys()].toSorted());
  });

  test('every known difference has a case', () => {
    const ids = [...cases.values()].flat().map(({ id }) => id);
    const stale = knownDifferences.filter(
      (known) => known.kind === kind && !ids.some((id) => known.cases.test(id)),
    );
    expect(stale).toEqual([]);
  });

  for (const { runs, tolerance } of sections) {
    describe.for(Object.entries(runs))('%s', ([name, run]) => {
      test.for(titled(cases.get(name) ?? []))('%s', ([, one], { task }) => {
        const compared = () => scope(() => compare(run(one), one.expected, tolerance));
        const isKnown = knownDifference(kind, one.id) !== undefined;
        if (one.throws) expect(() => run(one)).toThrow();
        else if (isKnown) expect(compared).toThrow(/ off, |empty batch/);
        const seen = one.throws || isKnown ? nothing : compared();
        task.meta.parity = { kind: title, name, seen, isKnown };
      });
    });
  }
}

function titled(cases: readonly Case[]): [variant: string, one: Case][] {
  return cases.map((one) => [one.id.slice(one.name.length + 1), one]);
}
