import { interpolateViridis } from 'd3-scale-chromatic';
import { bins, extent, geometricMean, mean, placeIn } from '../bins.ts';
import { formatShort } from '../format-number.ts';
import { escapeHtml } from './escape-html.ts';
import { frame, thin } from './frame.ts';

/** Options of `heatMap`. */
export interface HeatMapOptions {
  /** What stands above it. */
  readonly title: string;
  /** What the columns are. */
  readonly xLabel: string;
  /** What the rows are. */
  readonly yLabel: string;
  /** Names of the rows, top to bottom. */
  readonly rows: readonly string[];
  /** Names of the columns. */
  readonly columns: readonly number[];
  /** Whether the colors are. Default true. */
  readonly logarithmic?: boolean;
  /** The values of the first and the last color. Default: the smallest and the largest (above 0). */
  readonly range?: readonly [low: number, high: number];
}

const colors = 24;
const [mostColumns, mostRows] = [150, 200];

/** A row of values a row, as colors. */
export function heatMap(values: readonly (readonly number[])[], options: HeatMapOptions): string {
  const { title, rows, columns, logarithmic = true } = options;
  const average = logarithmic ? geometricMean : mean;
  const binned = binRows(
    values.map((row) => bins(row, mostColumns, average)),
    average,
  );
  const [width, height] = [binned[0]?.length ?? 0, binned.length];
  const flat = binned.flat();
  const range = options.range ?? extent(logarithmic ? flat.filter((value) => value > 0) : flat);
  if (range === null || width === 0) return `<p>${escapeHtml(title)}: nothing finite to draw.</p>`;
  const level = (value: number) => levelOf(value, range, logarithmic);
  const rowTicks = thin(
    rows.map((text, i) => ({ at: 1 - (i + 0.5) / rows.length, text })),
    16,
  );
  const columnTicks = columns.map((name, i) => ({
    at: (i + 0.5) / columns.length,
    text: String(name),
  }));
  return frame({
    ...options,
    xTicks: thin(columnTicks, 6),
    yTicks: rowTicks,
    marks: cells(binned, level),
    size: [width, height],
    legend: legend(range, flat, logarithmic),
    height: Math.min(24, Math.max(7, rows.length * 1.3)),
    isNamed: true,
    isArea: true,
  });
}

function binRows(rows: readonly (readonly number[])[], average: typeof mean): number[][] {
  if (rows.length <= mostRows) return rows.map((row) => [...row]);
  const width = rows[0]?.length ?? 0;
  const byColumn = Array.from({ length: width }, (_, column) =>
    bins(
      rows.map((row) => row[column] ?? Number.NaN),
      mostRows,
      average,
    ),
  );
  return Array.from({ length: mostRows }, (_, row) =>
    byColumn.map((values) => values[row] ?? Number.NaN),
  );
}

type Level = number | 'zero' | 'bad';

function levelOf(value: number, range: readonly [number, number], logarithmic: boolean): Level {
  if (!Number.isFinite(value)) return 'bad';
  if (logarithmic && value <= 0) return 'zero';
  return Math.round(placeIn(value, range, logarithmic) * (colors - 1));
}

/** One path a color, of runs of cells. */
function cells(rows: readonly (readonly number[])[], level: (value: number) => Level): string {
  const paths = new Map<Level, string>();
  for (const [y, row] of rows.entries()) {
    let start = 0;
    for (let x = 1; x <= row.length; x++) {
      const color = level(row[start] ?? Number.NaN);
      if (x < row.length && level(row[x] ?? Number.NaN) === color) continue;
      paths.set(color, `${paths.get(color) ?? ''}M${start} ${y}h${x - start}v1h${start - x}z`);
      start = x;
    }
  }
  const drawn = [...paths].map(([color, d]) => {
    const paint =
      typeof color === 'number'
        ? `fill="${interpolateViridis(color / (colors - 1))}"`
        : `class="${color}"`;
    return `<path ${paint} d="${d}"/>`;
  });
  return `<g class="cells">${drawn.join('')}</g>`;
}

function legend(
  range: readonly [number, number],
  values: readonly number[],
  logarithmic: boolean,
): string {
  const [low, high] = range.map((value) => formatShort(value));
  const key = (kind: string, text: string) =>
    `<span class="key"><i class="key-bars ${kind}"></i>${text}</span>`;
  return (
    `<span class="key">${low} ${colorScale()} ${high}</span>` +
    (logarithmic && values.some((value) => value <= 0) ? key('zero', '0') : '') +
    (values.every(Number.isFinite) ? '' : key('bad', 'not finite'))
  );
}

/** The colors, first to last. */
export function colorScale(): string {
  const stops = Array.from({ length: 9 }, (_, i) => interpolateViridis(i / 8));
  return `<i class="key-scale" style="background:linear-gradient(90deg,${stops.join(',')})"></i>`;
}
