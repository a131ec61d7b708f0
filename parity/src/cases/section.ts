import { type Calls, evaluate, type Results } from '../evaluate.ts';
import type { Case } from '../fixture.ts';
import type { Tolerance } from '../tolerance.ts';

/** Cases that are compared alike. */
export interface Section {
  /** By name: computes what the fixture has of a case. */
  readonly runs: Readonly<Record<string, (one: Case) => Results>>;
  readonly tolerance: Tolerance;
}

/** A section of a table: `run` computes a case of an entry. */
export function section<Entry>(
  table: Readonly<Record<string, Entry>>,
  run: (entry: Entry, one: Case) => Results,
  tolerance: Tolerance,
): Section {
  const runs = Object.entries(table).map(
    ([name, entry]) => [name, (one: Case) => run(entry, one)] as const,
  );
  return { runs: Object.fromEntries(runs), tolerance };
}

/** A section of functions of tensors. */
export function calls(table: Calls, tolerance: Tolerance): Section {
  return section(table, evaluate, tolerance);
}
