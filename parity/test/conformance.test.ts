import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { rowStart } from '../src/conformance-page.ts';
import { listedName, readFixture } from '../src/fixture.ts';

const page = readFileSync(new URL('../CONFORMANCE.md', import.meta.url), 'utf8');

test.for(['ops', 'layers', 'losses', 'optimizers', 'schedules', 'initializers'])(
  'CONFORMANCE.md lists all %s',
  (kind) => {
    const cases = [...readFixture(kind).cases.values()].flat();
    const byName = Map.groupBy(cases, ({ name }) => listedName(name));
    const rows = [...byName].map(([name, mine]) => rowStart(name, mine.length));
    expect(
      rows.filter((row) => !page.includes(row)),
      'run pnpm parity --write',
    ).toEqual([]);
  },
);
