import { formatNorm } from '../format-number.ts';
import { chart } from '../html/chart.ts';
import type { SignalLayer, SignalPropagation } from '../schema/signal.ts';
import { strip } from '../strip.ts';
import { labeled, type ReportSection } from './report-section.ts';

const quantities = [
  { key: 'meanSquare', title: 'Mean square of the output', logarithmic: true },
  { key: 'correlation', title: 'Correlation between two examples', logarithmic: false },
  { key: 'gradientMeanSquare', title: 'Mean square of the gradient', logarithmic: true },
] as const;

/** How signals go through, measured and predicted. */
export function signalSection(signal: SignalPropagation): ReportSection {
  const { layers } = signal;
  const steps = stepsOf(layers);
  return {
    id: 'signal',
    heading: 'Signal propagation',
    sentences: sentences(signal),
    picture: (width) => [
      'by depth, first layer or block to last',
      ...labeled(
        quantities.map(({ key, title, logarithmic }) => [
          title.toLowerCase(),
          strip(measured(steps, key), { logarithmic, width: width - 36 }),
        ]),
      ),
    ],
    charts: () => quantities.map((quantity) => quantityChart(steps, quantity)).join(''),
    tables: [
      {
        caption: 'Layers',
        head: [
          'layer',
          'kind',
          'mean square',
          'predicted',
          'mean',
          'correlation',
          'predicted',
          'gradient²',
          'predicted',
        ],
        rows: layers.map(({ name, kind, predicted, ...layer }) => [
          name,
          kind,
          formatNorm(layer.meanSquare),
          formatNorm(predicted?.meanSquare),
          formatNorm(layer.mean),
          formatNorm(layer.correlation),
          formatNorm(predicted?.correlation),
          formatNorm(layer.gradientMeanSquare),
          formatNorm(predicted?.gradientMeanSquare),
        ]),
      },
    ],
  };
}

function sentences({ correlationLength, gradientLength }: SignalPropagation): string[] {
  // Lengths are counted in steps: layers with weights, and residual blocks as a whole.
  const unit = 'steps of depth';
  const steps = (length: number) => `${formatNorm(Math.abs(length))} ${unit}`;
  return [
    Number.isFinite(correlationLength)
      ? `What tells two examples apart shrinks by a factor e in ${steps(correlationLength)}.`
      : 'What tells two examples apart does not shrink with depth.',
    Number.isFinite(gradientLength)
      ? `The mean square of the gradient ${gradientLength < 0 ? 'grows' : 'shrinks'} by a factor e in ${steps(gradientLength)} towards the input.`
      : 'The mean square of the gradient stays what it is on its way to the input.',
  ];
}

/** What depth is counted in; all, where nothing is numbered. */
function stepsOf(layers: readonly SignalLayer[]): readonly SignalLayer[] {
  const steps = layers.filter(({ depth }) => depth !== undefined);
  return steps.length > 0 ? steps : layers;
}

type Key = (typeof quantities)[number]['key'];

function measured(layers: readonly SignalLayer[], key: Key): number[] {
  return layers.map((layer) => layer[key]);
}

function quantityChart(
  layers: readonly SignalLayer[],
  quantity: (typeof quantities)[number],
): string {
  const { key, title, logarithmic } = quantity;
  const predicted = layers.map((layer) => layer.predicted?.[key] ?? Number.NaN);
  return chart(
    [
      { name: 'measured', values: measured(layers, key) },
      ...(predicted.some(Number.isFinite)
        ? [{ name: 'mean-field prediction', values: predicted, mark: 'dashes' as const }]
        : []),
    ],
    {
      title,
      xLabel: 'layer',
      yLabel: title.toLowerCase(),
      logarithmic,
      names: layers.map(({ name }) => name),
    },
  );
}
