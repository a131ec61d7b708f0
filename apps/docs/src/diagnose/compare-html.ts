import {
  chart,
  formatCount,
  formatNorm,
  formatShare,
  htmlTable,
  page,
  paragraph,
} from '@plumbline/report';
import type { CompareRun } from './compare-run.ts';

/** A comparison as a page: what happened, the loss, the gradient by depth. */
export function compareHtml({ models, sentence }: CompareRun): string {
  const byDepth = (title: string, when: 'initialization' | 'end') =>
    chart(
      models.map(({ name, gradientNorms }) => ({ name, values: gradientNorms[when] })),
      { title, xLabel: 'linear layer, first to last', yLabel: '|gradient|', logarithmic: true },
    );
  const rows = models.map(({ name, depth, parameters, testAccuracy, gradientNorms }) => [
    name,
    String(depth),
    formatCount(parameters),
    formatShare(testAccuracy ?? Number.NaN),
    formatNorm(gradientNorms.initialization[0]),
    formatNorm(gradientNorms.end[0]),
  ]);
  const head = [
    'network',
    'layers',
    'parameters',
    'test accuracy',
    'first layer |gradient|, at first',
    'at the end',
  ];
  return page('Comparison', [
    { heading: 'What happened', html: paragraph(sentence) + htmlTable(head, rows) },
    {
      heading: 'Loss by step',
      html: chart(
        models.map(({ name, trainLoss: values }) => ({ name, values })),
        { title: 'Training loss', xLabel: 'step', yLabel: 'cross-entropy' },
      ),
    },
    {
      heading: 'Gradient by depth',
      html:
        byDepth('At initialization', 'initialization') + byDepth('At the end of training', 'end'),
    },
  ]);
}
