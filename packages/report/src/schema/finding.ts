import * as v from 'valibot';
import { formatOf, number } from './format.ts';

/** How bad a finding is: to be known, to be looked at, or why a network won't learn. */
export type Severity = 'note' | 'warning' | 'error';

/** What a rule found. */
export interface Finding {
  /** The rule's name, as `vanishing-gradient`. */
  readonly rule: string;
  /** How bad it is. */
  readonly severity: Severity;
  /** One sentence without numbers: "The gradient vanishes towards the input." */
  readonly title: string;
  /** The paths of the layers or blocks concerned, the first bad one first. */
  readonly layers: readonly string[];
  /** One sentence with the numbers. */
  readonly evidence: string;
  /** What likely causes it. */
  readonly cause: string;
  /** What to try, the best first. */
  readonly advice: readonly string[];
  /** The number that was measured. */
  readonly measured: number;
  /** The number that it was compared with. */
  readonly threshold: number;
  /** Where the rule and its threshold come from: paper and section, or the experiment. */
  readonly source: string;
}

export const findingFormat = formatOf<Finding>()(
  v.object({
    rule: v.string(),
    severity: v.picklist(['note', 'warning', 'error']),
    title: v.string(),
    layers: v.array(v.string()),
    evidence: v.string(),
    cause: v.string(),
    advice: v.array(v.string()),
    measured: number,
    threshold: number,
    source: v.string(),
  }),
);
