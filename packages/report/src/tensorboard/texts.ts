import { about } from '../about.ts';
import type { Finding } from '../schema/finding.ts';
import type { ReportData } from '../schema/report-data.ts';
import type { SummaryValue } from './event.ts';

/** The report's head, and what was found, in Markdown. */
export function texts(report: ReportData): SummaryValue[] {
  const { title, findings } = report;
  const head = `**${title}**\n\n${about(report)}`;
  const found = findings?.map(describe).join('\n\n') || 'No findings.';
  return [
    { tag: 'report', text: head },
    ...(findings === undefined ? [] : [{ tag: 'findings', text: found }]),
  ];
}

function describe(finding: Finding): string {
  const { severity, title, layers, evidence, cause, advice, rule, source } = finding;
  return [
    `### ${severity}: ${title}`,
    evidence,
    ...(layers.length === 0 ? [] : [`At ${layers.map((name) => `\`${name}\``).join(', ')}.`]),
    `**Likely cause:** ${cause}`,
    advice.map((step) => `- ${step}`).join('\n'),
    `Rule \`${rule}\`, ${source}`,
  ].join('\n\n');
}
