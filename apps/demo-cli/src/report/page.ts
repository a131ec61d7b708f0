import { chart, formatNorm, htmlTable, page, paragraph, type Series } from '@plumbline/report';
import { describeSettings } from '../describe-run.ts';
import { percent } from '../percent.ts';
import { finalLoss, type ModelRun, modelNamed, type Run } from '../run.ts';
import { lossChart } from './loss-chart.ts';

/** report.html: one page that opens without a network. */
export function reportPage(run: Run): string {
  const { models, sentence } = run;
  const settings = describeSettings(run, modelNamed(run, 'residual').parameters);
  return page('Plumbline: a plain and a residual network', [
    { heading: 'What happened', html: paragraph(sentence) + results(models) },
    {
      heading: 'Loss by step',
      html: lossChart(models.map(({ name, trainLoss }) => ({ name, losses: trainLoss }))),
    },
    { heading: 'Gradient by depth', html: explanation + depthCharts(models) },
    { heading: 'Settings', html: htmlTable(['setting', 'value'], settings) },
  ]);
}

function results(models: readonly ModelRun[]): string {
  const head = [
    'network',
    'test accuracy',
    'training loss at the end',
    'first layer |g|, initialization',
    'last layer |g|, initialization',
    'first layer |g|, end',
    'last layer |g|, end',
    'parameters',
    'seconds',
  ];
  const rows = models.map((model) => {
    const { initialization, end } = model.gradientNorms;
    return [
      model.name,
      percent(model.testAccuracy),
      model.trainLoss.length === 0 ? '-' : finalLoss(model).toFixed(4),
      ...[initialization[0], initialization.at(-1), end[0], end.at(-1)].map(formatNorm),
      model.parameters.toLocaleString('en-US'),
      model.seconds.toFixed(1),
    ];
  });
  return htmlTable(head, rows);
}

const explanation = paragraph(
  '|g| is the Frobenius norm of the gradient of the loss with respect to the weights of a linear ' +
    'layer. All four curves were measured on the same batch of training images.',
);

function depthCharts(models: readonly ModelRun[]): string {
  const byDepth = (title: string, of: (model: ModelRun) => readonly number[]) =>
    chart(
      models.map((model): Series => ({ name: model.name, values: of(model) })),
      { title, xLabel: 'linear layer, first to last', yLabel: '|g|', logarithmic: true },
    );
  return (
    byDepth('At initialization', ({ gradientNorms }) => gradientNorms.initialization) +
    byDepth('At the end of training', ({ gradientNorms }) => gradientNorms.end)
  );
}
