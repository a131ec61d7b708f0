import { type ScaleLinear, scaleLinear, scaleLog } from 'd3-scale';
import { line } from 'd3-shape';
import { axisEnds, drawable } from '../bins.ts';
import { formatShort } from '../format-number.ts';
import { escapeHtml } from './escape-html.ts';
import { frame, short, type Tick, thin } from './frame.ts';

/** One line, row of points or group of bars of a chart. */
export interface Series {
  /** In the legend; '' is in none. */
  readonly name: string;
  /** y by position; what is not finite (on a logarithmic axis: not above 0) is a gap. */
  readonly values: readonly number[];
  /** x by position. Default: 1, 2, 3, ... */
  readonly positions?: readonly number[];
  /** Default 'line'. */
  readonly mark?: 'line' | 'dashes' | 'points' | 'bars';
  /** Half of an error bar by position. */
  readonly deviations?: readonly number[];
  /** Which of the six colors, from 0. Default: its position. */
  readonly color?: number;
}

/** Options of `chart`. */
export interface ChartOptions {
  /** What stands above it. */
  readonly title: string;
  /** What x is, with its unit. */
  readonly xLabel: string;
  /** What y is, with its unit. */
  readonly yLabel: string;
  /** Whether y is. Default false. */
  readonly logarithmic?: boolean;
  /** What stands at x = 1, 2, 3, ... Default: numbers. */
  readonly names?: readonly string[];
  /** Whether bars stand on one another. Default: side by side. */
  readonly stacked?: boolean;
}

interface Point {
  readonly x: number;
  readonly y: number;
  /** Where a bar starts. */
  readonly from: number;
  readonly deviation: number;
}

interface Scales {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  /** Width of a bar. */
  readonly bar: number;
}

/** More points than that are more than pixels. */
const mostPoints = 1000;

/** Lines, points and bars over common axes, as one figure without a script. */
export function chart(series: readonly Series[], options: ChartOptions): string {
  const { title, logarithmic = false, names } = options;
  const isShown = ({ y }: Point) => Number.isFinite(y) && (!logarithmic || y > 0);
  const all = pointsOf(series, options.stacked === true);
  const shown = all.flat().filter(isShown);
  if (shown.length === 0) return `<p>${escapeHtml(title)}: nothing finite to draw.</p>`;
  const bars = series.filter(({ mark }) => mark === 'bars').length;
  const pad = bars > 0 ? 0.6 : 0;
  const xs = axisEnds(shown.map(({ x }) => x));
  const x = scaleLinear([xs[0] - pad, xs[1] + pad], [0, 1]);
  const ends = shown.flatMap(({ y, deviation }) => [y - deviation, y + deviation]);
  const heights = axisEnds(
    (bars > 0 && !logarithmic ? [0, ...ends] : ends).filter((y) => !logarithmic || y > 0),
  );
  const y = (logarithmic ? scaleLog(heights, [0, 1]) : scaleLinear(heights, [0, 1])).nice();
  const format = y.tickFormat(5, logarithmic ? '.0e' : '~g');
  const scales: Scales = {
    x: (value) => x(value) * 1000,
    y: (value) => (1 - y(logarithmic ? Math.max(value, y.domain()[0] ?? value) : value)) * 1000,
    bar: ((x(1) - x(0)) * 1000 * 0.8) / (options.stacked === true ? 1 : Math.max(1, bars)),
  };
  let barsBefore = 0;
  const marks = series.map(({ mark = 'line', color }, i) => {
    const shift = mark === 'bars' && options.stacked !== true ? barsBefore++ - (bars - 1) / 2 : 0;
    const svg = drawSeries(all[i] ?? [], { mark, index: color ?? i, shift, isShown, scales });
    return { svg, isBar: mark === 'bars' };
  });
  return frame({
    ...options,
    xTicks: names === undefined ? numberTicks(x) : nameTicks(names, x),
    yTicks: thin(
      y.ticks(5).filter((at) => format(at) !== ''),
      7,
    ).map((at) => ({ at: y(at), text: formatShort(at, 6) })),
    // Lines and points stand before bars.
    marks: marks
      .toSorted((a, b) => Number(b.isBar) - Number(a.isBar))
      .map(({ svg }) => svg)
      .join(''),
    legend: series.length > 1 ? legend(series) : '',
  });
}

function numberTicks(x: ScaleLinear<number, number>): Tick[] {
  return x.ticks(6).map((at) => ({ at: x(at), text: formatShort(at, 6) }));
}

function nameTicks(names: readonly string[], x: ScaleLinear<number, number>): Tick[] {
  return thin(
    names.map((text, i) => ({ at: x(i + 1), text })),
    5,
  );
}

function pointsOf(series: readonly Series[], stacked: boolean): Point[][] {
  const tops = new Map<number, number>();
  return series.map(({ values, positions, deviations, mark }) => {
    const points = values.map((value, i): Point => {
      const x = drawable(positions?.[i] ?? i + 1);
      const from = stacked && mark === 'bars' ? (tops.get(x) ?? 0) : 0;
      const y = drawable(from + value);
      if (Number.isFinite(y)) tops.set(x, y);
      return { x, y, from, deviation: drawable(deviations?.[i] ?? 0) || 0 };
    });
    return thin(
      points.filter(({ x }) => Number.isFinite(x)),
      mostPoints,
    );
  });
}

interface Drawing {
  readonly mark: NonNullable<Series['mark']>;
  readonly index: number;
  /** Of bars beside others, in their width. */
  readonly shift: number;
  readonly isShown: (point: Point) => boolean;
  readonly scales: Scales;
}

function drawSeries(points: readonly Point[], drawing: Drawing): string {
  const { mark, index, isShown, scales } = drawing;
  const { x, y } = scales;
  const shown = points.filter(isShown);
  const path = (kind: string, d: string) =>
    d === '' ? '' : `<path class="${kind} series-${index % 6}" d="${d}"/>`;
  const errors = shown
    .filter(({ deviation }) => deviation > 0)
    .map((p) => `M${short(x(p.x))} ${short(y(p.y - p.deviation))}V${short(y(p.y + p.deviation))}`)
    .join('');
  const dots = () => shown.map((p) => `M${short(x(p.x))} ${short(y(p.y))}h0`).join('');
  if (mark === 'bars') return path('bars', barPath(shown, drawing)) + path('line', errors);
  if (mark === 'points') return path('points', dots()) + path('line', errors);
  const curve = line<Point>(
    (p) => x(p.x),
    (p) => y(p.y),
  )
    .defined(isShown)
    .digits(2);
  // A lone value between gaps is a point: a line through it would be invisible.
  const drawn = (curve([...points]) ?? '').replaceAll('Z', 'h0');
  return path(mark, drawn) + path('line', errors);
}

function barPath(points: readonly Point[], { shift, scales: { x, y, bar } }: Drawing): string {
  return points
    .map((p) => {
      const left = x(p.x) + (shift - 0.5) * bar;
      return `M${short(left)} ${short(y(p.from))}V${short(y(p.y))}h${short(bar)}V${short(y(p.from))}z`;
    })
    .join('');
}

function legend(series: readonly Series[]): string {
  return series
    .map(({ name, mark = 'line', color }, i) => {
      if (name === '') return '';
      return `<span class="key"><i class="key-${mark} series-${(color ?? i) % 6}"></i>${escapeHtml(name)}</span>`;
    })
    .join('');
}
