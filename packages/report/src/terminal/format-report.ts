import { Ansis } from 'ansis';
import { about } from '../about.ts';
import { formatCount } from '../format-number.ts';
import type { ReportData } from '../schema/report-data.ts';
import type { ReportSection, SectionTable } from '../sections/report-section.ts';
import { sectionsOf } from '../sections/sections-of.ts';
import { table } from '../table.ts';
import { wrap } from '../wrap.ts';
import { formatFindings } from './format-findings.ts';
import { plainText } from './plain-text.ts';

/** Options of `Report.toString`. */
export interface FormatOptions {
  /** Whether to color with escape sequences. Default false. */
  readonly color?: boolean;
  /** Columns. Default 100. */
  readonly width?: number;
  /**
   * What has all rows of tables that are too long for a text, as the reader calls it. Default
   * 'toJSON and toHTML'.
   */
  readonly whole?: string;
}

const indent = '  ';
/** Of a longer table only the first and the last rows. */
const mostRows = 60;

/** A report as text; its sections are those of what was measured. */
export function formatReport(report: ReportData, options: FormatOptions = {}): string {
  const paint = new Ansis(options.color === true ? 1 : 0);
  const width = Math.max(40, options.width ?? 100) - indent.length;
  const { whole = 'toJSON and toHTML' } = options;
  const { title, findings } = report;
  const blocks = [
    [paint.bold(plainText(title)), paint.dim(plainText(about(report)))],
    ...(findings === undefined ? [] : [formatFindings(findings, { paint, width, indent })]),
    ...sectionsOf(report).map((section) => formatSection(section, { paint, width, whole })),
  ];
  return blocks.map((lines) => lines.join('\n')).join('\n\n');
}

interface Look {
  readonly paint: Ansis;
  readonly width: number;
  readonly whole: string;
}

function formatSection(section: ReportSection, look: Look): string[] {
  const { paint, width } = look;
  const { heading, sentences, picture, tables } = section;
  const text = sentences.flatMap((sentence) => wrap(plainText(sentence), width));
  const drawn = picture(width)
    .map(plainText)
    .flatMap((line) => (line.length > width ? wrap(line, width) : [line]))
    .map((line) => colorStrip(line, paint));
  const parts = [
    text,
    drawn,
    ...tables.flatMap((each) => formatTable(each, tables.length > 1, look)),
  ].filter((lines) => lines.length > 0);
  const body = parts.flatMap((lines, i) => (i === 0 ? lines : ['', ...lines]));
  return [
    paint.bold(plainText(heading)),
    ...body.map((line) => (line === '' ? '' : indent + line)),
  ];
}

/** Blocks of a strip, which nothing else has. */
function colorStrip(line: string, paint: Ansis): string {
  return line.replace(/[▁▂▃▄▅▆▇█·!]{2,}/g, (drawn) => paint.cyan(drawn));
}

function formatTable(
  { caption, head, rows, onlyInPage = false }: SectionTable,
  isCaptioned: boolean,
  { paint, width, whole }: Look,
): string[][] {
  if (onlyInPage) return [];
  const half = mostRows / 2;
  const isLong = rows.length > mostRows;
  const shown = (isLong ? [...rows.slice(0, half), ...rows.slice(-half)] : rows).map((row) =>
    row.map(plainText),
  );
  const drawn = columnGroups(head, shown, width).map((columns) => {
    const pick = (row: readonly string[]) => columns.map((column) => row[column] ?? '');
    const [first = '', rule = '', ...lines] = table(pick(head), shown.map(pick), { width });
    const gap = isLong
      ? [paint.dim(`… ${formatCount(rows.length - mostRows)} more: ${whole} have all`)]
      : [];
    const at = isLong ? half : lines.length;
    return [paint.bold(first), paint.dim(rule), ...lines.slice(0, at), ...gap, ...lines.slice(at)];
  });
  return isCaptioned ? [[paint.dim(caption), ...(drawn[0] ?? [])], ...drawn.slice(1)] : drawn;
}

/** Columns of a table that is too wide, as several tables that each begin with the first column. */
function columnGroups(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): number[][] {
  const widthOf = (column: number) =>
    rows.reduce(
      (most, row) => Math.max(most, row[column]?.length ?? 0),
      head[column]?.length ?? 0,
    ) + 2;
  // The first column may be cut to that.
  const first = Math.min(24, widthOf(0));
  const groups: number[][] = [[]];
  let used = first;
  for (let column = 1; column < head.length; column++) {
    if (used + widthOf(column) > width && (groups.at(-1)?.length ?? 0) > 0) {
      groups.push([]);
      used = first;
    }
    groups.at(-1)?.push(column);
    used += widthOf(column);
  }
  return groups.map((columns) => [0, ...columns]);
}
