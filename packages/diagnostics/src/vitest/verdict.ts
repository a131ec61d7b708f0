import { Module } from '@plumbline/layers';
import { type Finding, Report } from '@plumbline/report';
import type { Sample } from '../sample.ts';
import { type DiagnoseOptions, diagnose } from '../verdicts/diagnose.ts';
import { formatPath } from '../verdicts/format-path.ts';
import type { RuleName } from '../verdicts/rules.ts';

/** What a matcher returns to Vitest. */
export interface Verdict {
  readonly pass: boolean;
  readonly message: () => string;
}

/**
 * Passes unless one of `names` (all rules, where it is null) finds more than a note. The message of a
 * failure has the gradient by depth as a strip, and the findings.
 */
export function judge(
  matcher: string,
  received: unknown,
  sample: Sample,
  options: DiagnoseOptions,
  names: readonly RuleName[] | null,
): Verdict {
  const model = checkedModel(matcher, received);
  const diagnosis = diagnose(model, sample, options);
  const { findings, flow, title, source } = diagnosis;
  const isMeant = ({ rule }: Finding) => names === null || names.some((name) => name === rule);
  const grave = findings.filter((finding) => finding.severity !== 'note' && isMeant(finding));
  const path = flow === undefined ? '' : formatPath(flow);
  return {
    pass: grave.length === 0,
    message: () =>
      grave.length === 0
        ? `expected ${model.constructor.name} not ${matcher}, and nothing was found\n\n${path}`
        : `expected ${model.constructor.name} ${matcher}\n\n${path}\n\n${new Report({ title, source, model: diagnosis.model, findings: grave })}`,
  };
}

export function checkedModel(matcher: string, received: unknown): Module {
  if (received instanceof Module) return received;
  throw new TypeError(`${matcher}: expect(...) takes a Module, got ${String(received)}`);
}
