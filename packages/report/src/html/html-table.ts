import { isNumeric } from '../is-numeric.ts';
import { escapeHtml } from './escape-html.ts';

/** Options of `htmlTable`. */
export interface HtmlTableOptions {
  /** What it is a table of, for who doesn't see it. Default: the head of its first column. */
  readonly label?: string;
  /** Anchors of the rows. */
  readonly ids?: readonly string[];
  /** HTML of one more column, a cell a row. */
  readonly last?: { readonly head: string; readonly cells: readonly string[] };
}

/** A table that scrolls where it is wider than the page; the first column names the rows. */
export function htmlTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { label = head[0] ?? '', ids, last }: HtmlTableOptions = {},
): string {
  const areText = head.map((_, column) => !rows.some((row) => isNumeric(row[column] ?? '')));
  const kind = (column: number) => (areText[column] === true ? ' class="text"' : '');
  const titles = head.map(
    (text, column) => `<th scope="col"${kind(column)}>${escapeHtml(text)}</th>`,
  );
  const lines = rows.map((row, i) => {
    const id = ids?.[i] === undefined ? '' : ` id="${escapeHtml(ids[i])}"`;
    const cells = row.map((text, column) =>
      column === 0
        ? `<th scope="row">${escapeHtml(text)}</th>`
        : `<td${kind(column)}>${escapeHtml(text)}</td>`,
    );
    return `<tr${id}>${cells.join('')}${last === undefined ? '' : `<td>${last.cells[i] ?? ''}</td>`}</tr>`;
  });
  const more = last === undefined ? '' : `<th scope="col">${escapeHtml(last.head)}</th>`;
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(label)}"><table><thead><tr>${titles.join('')}${more}</tr></thead><tbody>${lines.join('')}</tbody></table></div>`;
}
