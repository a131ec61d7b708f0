import { escapeHtml } from './escape-html.ts';
import { style } from './style.ts';

/** Options of `picture`. */
export interface PictureOptions {
  /** What a screen reader calls it. Default: nothing. */
  readonly title?: string;
  /** In pixels. Default 760. */
  readonly width?: number;
  /** In pixels. Default 420, enough for one chart. */
  readonly height?: number;
}

/**
 * A figure, such as `chart` returns, as an SVG file that stands alone and so can be shown where a page
 * can't (`![...](picture.svg)` in a README): no script, nothing to load, light or dark as its reader
 * has it. What is in it is HTML, which browsers draw and other programs may not.
 */
export function picture(figure: string, options: PictureOptions = {}): string {
  const { title, width = 760, height = 420 } = options;
  // In XML, unlike HTML, an element is SVG only where it says so.
  const body = figure.replaceAll('<svg', '<svg xmlns="http://www.w3.org/2000/svg"');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">${title === undefined ? '' : `<title>${escapeHtml(title)}</title>`}
<style>${style} .picture { color: var(--ink); background: var(--paper); font: 16px/1.55 system-ui, sans-serif; height: 100%; padding: 1px 1rem; }</style>
<foreignObject width="${width}" height="${height}"><div class="picture" xmlns="http://www.w3.org/1999/xhtml">${body}</div></foreignObject>
</svg>
`;
}
