import { escapeHtml } from './escape-html.ts';

export interface Tick {
  /** From 0 to 1, left to right or bottom to top. */
  readonly at: number;
  readonly text: string;
}

export interface FrameOptions {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly xTicks: readonly Tick[];
  readonly yTicks: readonly Tick[];
  /** SVG in a space of `size`, y downwards. */
  readonly marks: string;
  /** Default 1000 by 1000. */
  readonly size?: readonly [width: number, height: number];
  /** HTML beside the title. */
  readonly legend?: string;
  /** In rem. Default 15. */
  readonly height?: number;
  /** Whether the y axis has names, from the top, which need more room. Default false. */
  readonly isNamed?: boolean;
  /** Whether the marks fill all of the space: then they end at its edges, and no grid is drawn. Default false. */
  readonly isArea?: boolean;
}

/**
 * A figure with axes around SVG marks. The marks stretch with the page while the text, which is
 * HTML, keeps its size: a chart is as readable on a phone as on a desk, without a script.
 */
export function frame(options: FrameOptions): string {
  const { title, xLabel, yLabel, xTicks, yTicks, marks, legend = '', height = 15 } = options;
  const [w, h] = options.size ?? [1000, 1000];
  const grid = options.isArea === true ? '' : gridLines(yTicks, w, h);
  const label = `${title}. Horizontal: ${xLabel}. Vertical: ${yLabel}.`;
  return `<figure class="chart${options.isNamed === true ? ' named' : ''}"><figcaption><span>${escapeHtml(title)}</span>${legend}</figcaption>
<div class="y-label" aria-hidden="true">${options.isNamed === true ? '↓' : '↑'} ${escapeHtml(yLabel)}</div>
<div class="plot" style="--height:${height}rem"><div class="y-ticks" aria-hidden="true">${tickTexts(yTicks, 'bottom')}</div>
<svg${options.isArea === true ? ' class="area"' : ''} viewBox="0 0 ${w} ${h}" preserveAspectRatio="none" role="img" aria-label="${escapeHtml(label)}">${grid}${marks}</svg>
<div class="x-ticks" aria-hidden="true">${tickTexts(xTicks, 'left')}</div></div>
<div class="x-label" aria-hidden="true">${escapeHtml(xLabel)} →</div></figure>`;
}

function gridLines(ticks: readonly Tick[], width: number, height: number): string {
  const lines = ticks.map(({ at }) => `M0 ${short((1 - at) * height)}h${width}`);
  return `<path class="grid" d="${lines.join('')}"/>`;
}

function tickTexts(ticks: readonly Tick[], side: 'bottom' | 'left'): string {
  return ticks
    .map(({ at, text }) => {
      const safe = escapeHtml(text);
      // A long name at the right end would reach beyond the page.
      const place =
        side === 'left' && at > 0.95 && text.length > 4
          ? `class="end" style="right:${short((1 - at) * 100)}%"`
          : `style="${side}:${short(at * 100)}%"`;
      return `<span ${place} title="${safe}">${safe}</span>`;
    })
    .join('');
}

/** Every n-th of too many ticks. */
export function thin<Item>(ticks: readonly Item[], most: number): Item[] {
  const step = Math.ceil(ticks.length / most);
  return ticks.filter((_, i) => i % step === 0);
}

/** A coordinate as short as it may be. */
export function short(value: number): string {
  return String(Number(value.toFixed(2)));
}
