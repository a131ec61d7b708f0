import { escapeHtml } from './escape-html.ts';

export interface PageSection {
  readonly heading: string;
  /** HTML, already escaped: what `lineChart`, `htmlTable` and `paragraph` return. */
  readonly html: string;
}

const style = `
:root { color-scheme: light dark; --series-0: #c2410c; --series-1: #1d4ed8; --series-2: #15803d; --series-3: #7e22ce; --line: #8884; }
@media (prefers-color-scheme: dark) { :root { --series-0: #fb923c; --series-1: #60a5fa; --series-2: #4ade80; --series-3: #c084fc; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 800px; margin: 2rem auto; padding: 0 1rem; }
figure { margin: 1rem 0; } svg { width: 100%; height: auto; } svg text { font-size: 12px; fill: currentColor; }
.grid { stroke: var(--line); } .series { fill: none; stroke-width: 2; }
${[0, 1, 2, 3].map((i) => `path.series-${i} { stroke: var(--series-${i}); } i.series-${i} { background: var(--series-${i}); }`).join('\n')}
.series-2, .series-3 { stroke-dasharray: 6 4; }
figcaption { font-size: 0.9rem; } .key { margin-left: 1rem; white-space: nowrap; } .key i { display: inline-block; width: 1em; height: 0.6em; margin-right: 0.4em; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; } th, td { padding: 0.25rem 0.75rem; border-bottom: 1px solid var(--line); text-align: right; } th:first-child, td:first-child { text-align: left; }
`;

/** One self-contained HTML page: no script, nothing to load. */
export function page(title: string, sections: readonly PageSection[]): string {
  const body = sections.map(
    ({ heading, html }) => `<section><h2>${escapeHtml(heading)}</h2>\n${html}\n</section>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
${body.join('\n')}
</body>
</html>
`;
}

export function htmlTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: 'th' | 'td', row: readonly string[]) =>
    `<tr>${row.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
  return `<div class="scroll"><table><thead>${cells('th', head)}</thead><tbody>${rows.map((row) => cells('td', row)).join('')}</tbody></table></div>`;
}

export function paragraph(text: string): string {
  return `<p>${escapeHtml(text)}</p>`;
}
