import { bySeverity, type Finding, type Measurements } from '@plumbline/report';
import { type RuleName, rules, type Thresholds } from './rules.ts';
import { withoutConsequences } from './without-consequences.ts';

/** Options of `findingsOf`. */
export interface FindingsOptions {
  /**
   * Other thresholds for a rule, or false to leave it out:
   * `{ 'vanishing-gradient': { minRatio: 1e-4 }, 'dead-units': false }`. Default: all, as they are.
   */
  readonly rules?: { readonly [Name in RuleName]?: Partial<Thresholds[Name]> | false };
}

/**
 * What the rules find in measurements: errors first, then warnings and notes, each in the order of
 * `rules`. What began only after steps that were too large, or with values that are not finite, follows
 * from these and is left out. TypeError for a rule or a threshold that there is not.
 */
export function findingsOf(measurements: Measurements, options: FindingsOptions = {}): Finding[] {
  const chosen = options.rules ?? {};
  checkNames('rule', Object.keys(chosen), Object.keys(rules));
  const checkAll = (all: Measurements) => names().flatMap((name) => check(name, all, chosen));
  const found = checkAll(measurements);
  return bySeverity(
    withoutConsequences(found, measurements.flow, (flow) => checkAll({ ...measurements, flow })),
  );
}

function check<Name extends RuleName>(
  name: Name,
  measurements: Measurements,
  chosen: NonNullable<FindingsOptions['rules']>,
): Finding[] {
  const rule = rules[name];
  const given: Partial<Thresholds[Name]> | false | undefined = chosen[name];
  if (given === false) return [];
  checkNames(`threshold of ${name}`, Object.keys(given ?? {}), Object.keys(rule.defaults));
  return rule.check(measurements, { ...rule.defaults, ...given });
}

function names(): RuleName[] {
  const isName = (name: string): name is RuleName => Object.hasOwn(rules, name);
  return Object.keys(rules).filter(isName);
}

function checkNames(what: string, given: readonly string[], known: readonly string[]): void {
  for (const name of given) {
    if (known.includes(name)) continue;
    const there = known.length === 0 ? 'it has none' : `there are ${known.join(', ')}`;
    throw new TypeError(`findingsOf: no ${what} '${name}'; ${there}`);
  }
}
