import { scaleLinear, scaleLog } from 'd3-scale';
import { line } from 'd3-shape';
import { escapeHtml } from './escape-html.ts';

export interface Series {
  readonly name: string;
  /** y by position; what is not finite (on a logarithmic axis: not above 0) is a gap. */
  readonly values: readonly number[];
  /** x by position. Default: 1, 2, 3, ... */
  readonly positions?: readonly number[];
}

export interface LineChartOptions {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** Default false. */
  readonly logarithmic?: boolean;
}

const [width, height] = [760, 300];
const margin = { top: 16, right: 16, bottom: 44, left: 72 };

/** A chart as one SVG element, without a script. Colors come from the page's `--series-N`. */
export function lineChart(series: readonly Series[], options: LineChartOptions): string {
  const { title, xLabel, yLabel, logarithmic = false } = options;
  const isShown = (y: number) => Number.isFinite(y) && (!logarithmic || y > 0);
  const points = series.map(({ values, positions }) =>
    values.map((y, i): [number, number] => [positions?.[i] ?? i + 1, y]),
  );
  const shown = points.flat().filter(([, y]) => isShown(y));
  if (shown.length === 0) return `<p>${escapeHtml(title)}: nothing finite to draw.</p>`;
  const x = scaleLinear(extent(shown.map(([at]) => at)), [margin.left, width - margin.right]);
  const yRange = [height - margin.bottom, margin.top];
  const yExtent = extent(shown.map(([, y]) => y));
  const y = (logarithmic ? scaleLog(yExtent, yRange) : scaleLinear(yExtent, yRange)).nice();
  const path = line<[number, number]>(
    ([at]) => x(at),
    ([, value]) => y(value),
  ).defined(([, value]) => isShown(value));
  const format = y.tickFormat(6, logarithmic ? '.0e' : '~g');
  const yTicks = y.ticks(6).filter((tick) => format(tick) !== '');
  return `<figure><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(title)}">
${thin(yTicks, 8)
  .map((tick) => horizontal(y(tick), format(tick)))
  .join('\n')}
${x
  .ticks(10)
  .map((tick) => vertical(x(tick), x.tickFormat(10)(tick)))
  .join('\n')}
<text class="label" x="${(margin.left + width) / 2}" y="${height - 6}" text-anchor="middle">${escapeHtml(xLabel)}</text>
<text class="label" transform="translate(14 ${height / 2}) rotate(-90)" text-anchor="middle">${escapeHtml(yLabel)}</text>
${points.map((line, i) => `<path class="series series-${i}" d="${path(line) ?? ''}"/>`).join('\n')}
</svg><figcaption>${escapeHtml(title)}${legend(series)}</figcaption></figure>`;
}

function horizontal(y: number, text: string): string {
  return `<line class="grid" x1="${margin.left}" x2="${width - margin.right}" y1="${y}" y2="${y}"/><text x="${margin.left - 8}" y="${y + 4}" text-anchor="end">${text}</text>`;
}

function vertical(x: number, text: string): string {
  return `<text x="${x}" y="${height - margin.bottom + 18}" text-anchor="middle">${text}</text>`;
}

function legend(series: readonly Series[]): string {
  return series
    .map(({ name }, i) => `<span class="key"><i class="series-${i}"></i>${escapeHtml(name)}</span>`)
    .join('');
}

/** Every n-th of too many ticks. */
function thin(ticks: readonly number[], most: number): number[] {
  const step = Math.ceil(ticks.length / most);
  return ticks.filter((_, i) => i % step === 0);
}

/** The smallest and the largest value, a little apart where they are one. */
function extent(values: readonly number[]): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low < high ? [low, high] : [low - Math.abs(low) / 2, high + (Math.abs(high) / 2 || 1)];
}
