import { escapeHtml } from './escape-html.ts';
import { style } from './style.ts';

/** A part of a page, with a heading. */
export interface PageSection {
  /** Plain text. */
  readonly heading: string;
  /** HTML, already escaped: what `chart`, `htmlTable` and `paragraph` return. */
  readonly html: string;
  /** Its anchor. */
  readonly id?: string;
}

/** Options of `page`. */
export interface PageOptions {
  /** HTML between the title and the sections. */
  readonly head?: string;
}

/** One self-contained HTML page: no script, nothing to load. */
export function page(
  title: string,
  sections: readonly PageSection[],
  { head = '' }: PageOptions = {},
): string {
  const body = sections.map(({ heading, html, id }) => {
    const anchor = id === undefined ? '' : ` id="${escapeHtml(id)}"`;
    return `<section${anchor}><h2>${escapeHtml(heading)}</h2>\n${html}\n</section>`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<header><h1>${escapeHtml(title)}</h1>
${head}</header>
<main>
${body.join('\n')}
</main>
</body>
</html>
`;
}

/** Plain text as a paragraph of HTML, escaped. */
export function paragraph(text: string): string {
  return `<p>${escapeHtml(text)}</p>`;
}
