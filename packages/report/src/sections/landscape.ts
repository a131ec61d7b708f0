import { extent } from '../bins.ts';
import { formatNorm } from '../format-number.ts';
import { chart } from '../html/chart.ts';
import { contour } from '../html/contour.ts';
import type { Landscape } from '../schema/landscape.ts';
import { strip } from '../strip.ts';
import { labeled, type ReportSection } from './report-section.ts';

/** From this ratio of the largest loss to the smallest on, a linear scale would show the largest alone. */
const wide = 100;

/** The loss along random directions. */
export function landscapeSection({ alpha, beta, loss }: Landscape): ReportSection {
  const range = extent(loss.flat());
  const logarithmic = range !== null && range[0] > 0 && range[1] / range[0] > wide;
  const title = 'Loss along random, filter-normalized directions';
  return {
    id: 'landscape',
    heading: 'Loss landscape',
    sentences: [
      range === null
        ? 'The loss is finite nowhere along the directions.'
        : `The loss is between ${formatNorm(range[0])} and ${formatNorm(range[1])} on ${loss.length * alpha.length} points.`,
    ],
    picture: (width) => {
      if (range === null) return [];
      const rows = loss.map((row, i): [string, string] => [
        beta === undefined ? '' : formatNorm(beta[i]),
        strip(row, { logarithmic, range, width: width - 12 }),
      ]);
      return [
        `loss by step, ${formatNorm(alpha[0])} to ${formatNorm(alpha.at(-1))}${beta === undefined ? '' : ', a line a second step'}; ${formatNorm(range[0])} (▁) to ${formatNorm(range[1])} (█)${logarithmic ? ', log scale' : ''}`,
        ...(beta === undefined ? rows.map(([, drawn]) => drawn) : labeled(rows.toReversed())),
      ];
    },
    charts: () =>
      beta === undefined
        ? chart([{ name: 'loss', values: loss[0] ?? [], positions: alpha }], {
            title,
            xLabel: 'step α',
            yLabel: 'loss',
            logarithmic,
          })
        : contour(loss, { title, x: alpha, y: beta, xLabel: 'step α', yLabel: 'step β' }),
    tables: [
      beta === undefined
        ? {
            caption: 'Loss',
            head: ['α', 'loss'],
            rows: alpha.map((step, i) => [formatNorm(step), formatNorm(loss[0]?.[i])]),
          }
        : {
            caption: 'Loss',
            onlyInPage: true,
            head: ['β \\ α', ...alpha.map(formatNorm)],
            rows: beta.map((step, i) => [formatNorm(step), ...(loss[i] ?? []).map(formatNorm)]),
          },
    ],
  };
}
