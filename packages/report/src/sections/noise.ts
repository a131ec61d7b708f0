import { formatCount, formatNorm } from '../format-number.ts';
import { chart } from '../html/chart.ts';
import type { GradientNoise } from '../schema/noise.ts';
import { strip } from '../strip.ts';
import type { ReportSection } from './report-section.ts';

/** How much gradients differ from example to example. */
export function noiseSection({
  gradients,
  examplesEach,
  noiseScale,
  layers,
}: GradientNoise): ReportSection {
  const ratios = layers.map(({ signalToNoise }) => signalToNoise);
  return {
    id: 'noise',
    heading: 'Gradient noise',
    sentences: [
      `The noise scale is ${formatNorm(noiseScale)} examples: up to about that batch size, larger batches train in fewer steps (${formatCount(gradients)} gradients of ${formatCount(examplesEach)} ${examplesEach === 1 ? 'example' : 'examples'} compared).`,
    ],
    picture: (width) => [
      'signal to noise by layer, first to last, log scale',
      strip(ratios, { width }),
    ],
    charts: () =>
      chart([{ name: 'signal to noise', values: ratios, mark: 'points' }], {
        title: 'Signal to noise of the gradient, one example',
        xLabel: 'layer, first to last',
        yLabel: '|mean|² / variance',
        logarithmic: true,
        names: layers.map(({ name }) => name),
      }),
    tables: [
      {
        caption: 'Layers',
        head: ['layer', 'signal to noise'],
        rows: layers.map(({ name, signalToNoise }) => [name, formatNorm(signalToNoise)]),
      },
    ],
  };
}
