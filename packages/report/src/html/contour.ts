import { contours } from 'd3-contour';
import { scaleLinear } from 'd3-scale';
import { interpolateViridis } from 'd3-scale-chromatic';
import { axisEnds, drawable, extent } from '../bins.ts';
import { formatShort } from '../format-number.ts';
import { escapeHtml } from './escape-html.ts';
import { frame, short, type Tick } from './frame.ts';
import { colorScale } from './heat-map.ts';

/** Options of `contour`. */
export interface ContourOptions {
  /** What stands above it. */
  readonly title: string;
  /** What x is, with its unit. */
  readonly xLabel: string;
  /** What y is, with its unit. */
  readonly yLabel: string;
  /** Where the columns and the rows of the values are, in rising order. */
  readonly x: readonly number[];
  /** Where the rows of the values are, in rising order. */
  readonly y: readonly number[];
}

const bands = 14;

/** Bands of equal value, a row of values a y. Where a value spans decades, bands are of equal ratio. */
export function contour(values: readonly (readonly number[])[], options: ContourOptions): string {
  const { title, x, y } = options;
  const flat = values.flat().map(drawable);
  const range = extent(flat);
  if (range === null || !isAxis(x) || !isAxis(y)) {
    return `<p>${escapeHtml(title)}: nothing finite to draw.</p>`;
  }
  const [low, high] = range;
  const isLog = low > 0 && high / low > 20;
  const at = (share: number) => (isLog ? low * (high / low) ** share : low + (high - low) * share);
  const thresholds = Array.from({ length: bands }, (_, i) => at(i / bands));
  // What is not finite is at least as bad as the worst.
  const grid = flat.map((value) => (Number.isFinite(value) ? value : high));
  const shapes = contours().size([x.length, y.length]).thresholds(thresholds)(grid);
  const drawn = shapes.map(({ coordinates }, i) => {
    return `<path class="band" fill="${interpolateViridis(i / (bands - 1))}" d="${shapePath(coordinates)}"/>`;
  });
  const [width, height] = [x.length - 1, y.length - 1];
  const [xAxis, yAxis] = [axis(x), axis(y)];
  const center = `<path class="points center" d="M${short(xAxis.at(0) * width)} ${short(yAxis.at(0) * height)}h0"/>`;
  return frame({
    ...options,
    xTicks: xAxis.ticks,
    yTicks: yAxis.ticks,
    size: [width, height],
    // d3 has the middle of the first cell at 0.5, and y goes upwards here.
    marks: `<g transform="matrix(1 0 0 -1 0 ${height})"><g transform="translate(-0.5 -0.5)">${drawn.join('')}</g>${center}</g>`,
    legend: `<span class="key">${formatShort(low, 3)} ${colorScale()} ${formatShort(high, 3)}</span>`,
    height: 22,
    isArea: true,
  });
}

function isAxis(values: readonly number[]): boolean {
  const [low = Number.NaN, high = Number.NaN] = [values[0], values.at(-1)];
  const [from, to] = axisEnds([drawable(low), drawable(high)]);
  return from === low && to === high && values.length > 1;
}

function shapePath(polygons: readonly (readonly (readonly (readonly number[])[])[])[]): string {
  return polygons
    .flat()
    .map((ring) => `M${ring.map(([px = 0, py = 0]) => `${short(px)} ${short(py)}`).join('L')}Z`)
    .join('');
}

function axis(values: readonly number[]): { at: (value: number) => number; ticks: Tick[] } {
  const scale = scaleLinear([values[0] ?? 0, values.at(-1) ?? 1], [0, 1]);
  const format = scale.tickFormat(5);
  return {
    at: scale,
    ticks: scale.ticks(5).map((value) => ({ at: scale(value), text: format(value) })),
  };
}
