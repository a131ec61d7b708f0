import type { Ansis } from 'ansis';
import { formatNorm } from '../format-number.ts';
import type { Finding, Severity } from '../schema/finding.ts';
import { bySeverity } from '../sections/by-severity.ts';
import { wrap } from '../wrap.ts';
import { plainText } from './plain-text.ts';

interface Look {
  readonly paint: Ansis;
  readonly width: number;
  readonly indent: string;
}

const signs: Readonly<Record<Severity, string>> = { error: '✗', warning: '!', note: 'i' };
const colors = { error: 'red', warning: 'yellow', note: 'cyan' } as const;
const mostLayers = 8;

/** What was found, the worst first. */
export function formatFindings(findings: readonly Finding[], look: Look): string[] {
  const { paint, indent } = look;
  if (findings.length === 0) return [paint.bold('Findings'), `${indent}Nothing was found.`];
  const lines = bySeverity(findings).map((finding) => formatFinding(finding, look));
  return [paint.bold('Findings'), ...lines.flatMap((each, i) => (i === 0 ? each : ['', ...each]))];
}

function formatFinding(finding: Finding, { paint, width, indent }: Look): string[] {
  const { severity, title, layers, evidence, cause, advice, rule, measured, threshold, source } =
    finding;
  const color = paint[colors[severity]];
  const label = 10;
  const row = (name: string, text: string) =>
    wrap(plainText(text), width - label).map((line, i) => {
      return `${indent}${paint.dim((i === 0 ? name : '').padEnd(label))}${line}`;
    });
  const rest = layers.length - mostLayers;
  const where = layers.slice(0, mostLayers).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
  return [
    ...wrap(plainText(title), width - label).map((line, i) => {
      return `${indent}${color((i === 0 ? `${signs[severity]} ${severity}` : '').padEnd(label))}${paint.bold(line)}`;
    }),
    ...(layers.length > 0 ? row('where', where) : []),
    ...row('evidence', evidence),
    ...row('cause', cause),
    ...advice.flatMap((each, i) => row(i === 0 ? 'try' : '', each)),
    ...row('rule', `${rule}: ${formatNorm(measured)} against ${formatNorm(threshold)}; ${source}`),
  ];
}
