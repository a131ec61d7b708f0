import { isNumeric } from './is-numeric.ts';

/** Options of `table`. */
export interface TableOptions {
  /** Columns of text at most: where that is too few, the first column is cut short. Default: any. */
  readonly width?: number;
}

/** Columns as wide as their widest cell; those of numbers aligned right. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { width = Number.POSITIVE_INFINITY }: TableOptions = {},
): string[] {
  const widths = head.map((title, column) => {
    return rows.reduce((most, row) => Math.max(most, row[column]?.length ?? 0), title.length);
  });
  const tooWide = widths.reduce((sum, each) => sum + each + 2, -2) - width;
  if (tooWide > 0) widths[0] = Math.max(8, (widths[0] ?? 0) - tooWide);
  const isText = (column: number) =>
    column === 0 || !rows.some((row) => isNumeric(row[column] ?? ''));
  const areText = head.map((_, column) => isText(column));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => {
        const room = widths[column] ?? 0;
        const shown = column === 0 ? cutMiddle(cell, room) : cell;
        return areText[column] === true ? shown.padEnd(room) : shown.padStart(room);
      })
      .join('  ')
      .trimEnd();
  return [line(head), widths.map((each) => '─'.repeat(each)).join('  '), ...rows.map(line)];
}

/** Keeps both ends: paths differ at either. */
function cutMiddle(text: string, width: number): string {
  if (text.length <= width) return text;
  const start = Math.floor((width - 1) / 2);
  return `${text.slice(0, start)}…${text.slice(text.length - (width - 1 - start))}`;
}
