import type { Finding, Measurements } from '@plumbline/report';

/**
 * Something that can be wrong with a network, told from what was measured alone. It finds nothing
 * where what it reads was not measured.
 */
export interface Rule<Thresholds extends object> {
  /** Each is what a finding begins at; documented with its source at the rule. */
  readonly defaults: Thresholds;
  /** What it finds in these measurements, by these thresholds; nothing is an empty list. */
  check(measurements: Measurements, thresholds: Thresholds): Finding[];
}
