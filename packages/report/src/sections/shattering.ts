import { formatNorm } from '../format-number.ts';
import { chart } from '../html/chart.ts';
import type { Shattering } from '../schema/shattering.ts';
import { strip } from '../strip.ts';
import { labeled, type ReportSection } from './report-section.ts';

/** Whether gradients of near inputs resemble each other. */
export function shatteringSection(shattering: Shattering): ReportSection {
  const { points, autocorrelation, whiteNoise, brownNoise, correlation } = shattering;
  const curves = [
    ['gradient', autocorrelation],
    ['white noise', whiteNoise],
    ['brown noise', brownNoise],
  ] as const;
  return {
    id: 'shattering',
    heading: 'Shattering',
    sentences: [
      `The gradient at one of ${points} inputs on a line and at the next one correlate by ${formatNorm(autocorrelation[1])} (white noise: ${formatNorm(whiteNoise[1])}, brown noise: ${formatNorm(brownNoise[1])}).`,
      `At two independent inputs they correlate by ${formatNorm(correlation)}.`,
    ],
    picture: (width) => [
      'autocorrelation by lag, from 0; 0 (▁) to 1 (█)',
      ...labeled(
        curves.map(([name, values]) => [
          name,
          strip(values, { logarithmic: false, range: [0, 1], width: width - 14 }),
        ]),
      ),
    ],
    charts: () =>
      chart(
        curves.map(([name, values], i) => ({
          name,
          values,
          positions: values.map((_, lag) => lag),
          mark: i === 0 ? 'line' : 'dashes',
        })),
        {
          title: 'Autocorrelation of the gradient along a line of inputs',
          xLabel: 'lag',
          yLabel: 'autocorrelation',
        },
      ),
    tables: [
      {
        caption: 'Autocorrelation',
        head: ['lag', ...curves.map(([name]) => name)],
        rows: autocorrelation.map((_, lag) => [
          String(lag),
          ...curves.map(([, values]) => formatNorm(values[lag])),
        ]),
      },
    ],
  };
}
