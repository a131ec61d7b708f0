import { formatNorm } from '../format-number.ts';
import type { Finding } from '../schema/finding.ts';
import { bySeverity } from '../sections/by-severity.ts';
import { escapeHtml } from './escape-html.ts';
import { paragraph } from './page.ts';

const mostLayers = 20;

/** A card a finding, the worst first, with links to the rows of its layers. */
export function findingsHtml(
  findings: readonly Finding[],
  anchors: ReadonlyMap<string, string>,
): string {
  if (findings.length === 0) return paragraph('Nothing was found.');
  return bySeverity(findings)
    .map((finding) => card(finding, anchors))
    .join('\n');
}

function card(finding: Finding, anchors: ReadonlyMap<string, string>): string {
  const { severity, title, layers, evidence, cause, advice, rule, measured, threshold, source } =
    finding;
  const rest = layers.length - mostLayers;
  const where = layers.slice(0, mostLayers).map((name) => layerLink(name, anchors));
  const more = rest > 0 ? ` and ${rest} more` : '';
  const tried = advice.map((each) => `<li>${escapeHtml(each)}</li>`).join('');
  return `<article class="finding ${severity}"><h3><span class="severity">${severity}</span> ${escapeHtml(title)}</h3>
${where.length > 0 ? `<p>At ${where.join(', ')}${more}.</p>` : ''}
${paragraph(evidence)}
<p><strong>Likely cause:</strong> ${escapeHtml(cause)}</p>
${tried === '' ? '' : `<p><strong>What to try:</strong></p><ul>${tried}</ul>`}
<p class="fine">Rule ${escapeHtml(rule)}: ${formatNorm(measured)} against ${formatNorm(threshold)}; ${escapeHtml(source)}</p></article>`;
}

function layerLink(name: string, anchors: ReadonlyMap<string, string>): string {
  const anchor = anchors.get(name);
  const text = `<code>${escapeHtml(name)}</code>`;
  return anchor === undefined ? text : `<a href="#${anchor}">${text}</a>`;
}
