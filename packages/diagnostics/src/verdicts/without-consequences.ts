import type { Finding, Flow } from '@plumbline/report';
import { firstNonFinite } from '../flow/first-non-finite.ts';
import { flowBefore } from './flow-before.ts';
import { firstLargeSteps } from './learning-rate.ts';
import { learningRateTooLarge } from './learning-rate-too-large.ts';
import type { RuleName } from './rules.ts';

/** What a step that is too large, or values that are not finite, bring about beside what else does. */
const consequences: ReadonlySet<string> = new Set<RuleName>([
  'saturated-units',
  'vanishing-gradient',
  'exploding-gradient',
  'collapsed-branch',
  'branch-overwhelms-skip',
  'scaled-shortcut',
]);

/**
 * The findings without those that follow from another: that the steps are too large, or that values are
 * not finite. Follows does what the same rules, `check`, did not find in the passes before.
 */
export function withoutConsequences(
  findings: readonly Finding[],
  flow: Flow | undefined,
  check: (before: Flow) => readonly Finding[],
): readonly Finding[] {
  const end = flow === undefined ? null : causeRow(findings, flow);
  if (flow === undefined || end === null) return findings;
  if (!findings.some(({ rule }) => consequences.has(rule))) return findings;
  const before = new Set(check(flowBefore(flow, end)).map(({ rule }) => rule));
  return findings.filter(({ rule }) => !consequences.has(rule) || before.has(rule));
}

/** The first row that is affected; null where there is none, or none before it to compare with. */
function causeRow(findings: readonly Finding[], flow: Flow): number | null {
  const { maxRatio } = learningRateTooLarge.defaults;
  const isFound = (name: RuleName) => findings.some(({ rule }) => rule === name);
  const step = isFound('learning-rate-too-large') ? firstLargeSteps(flow, maxRatio)[0] : undefined;
  const bad = isFound('non-finite') ? firstNonFinite(flow) : null;
  const rows = [
    // A step comes after the pass that it is noted with.
    ...(step === undefined ? [] : [step.row + 1]),
    ...(bad === null ? [] : [flow.passes.indexOf(bad.pass)]),
  ].filter((row) => row > 0);
  return rows.length === 0 ? null : Math.min(...rows);
}
