import { chart, htmlTable, page } from '@plumbline/report';
import { networkNames } from '../networks.ts';
import { type DepthsRun, finalLoss, type ModelRun, modelNamed } from '../run.ts';
import { depthRows, depthsHead } from './depth-rows.ts';

/** report.html of comparisons at several depths. */
export function depthsPage(run: DepthsRun): string {
  const { runs } = run;
  const byDepth = (title: string, yLabel: string, of: (model: ModelRun) => number) =>
    chart(
      networkNames.map((name) => ({
        name,
        values: runs.map((each) => of(modelNamed(each, name))),
        positions: runs.map(({ settings }) => settings.depth),
      })),
      { title, xLabel: 'linear layers', yLabel, logarithmic: yLabel === '|g|' },
    );
  return page('Plumbline: plain and residual networks by depth', [
    { heading: 'What happened', html: htmlTable(depthsHead, depthRows(run)) },
    {
      heading: 'By depth',
      html:
        byDepth('Test accuracy', 'share of test images', ({ testAccuracy }) => testAccuracy) +
        byDepth('Training loss at the end', 'cross-entropy', finalLoss) +
        byDepth(
          'Gradient of the first layer at initialization',
          '|g|',
          ({ gradientNorms }) => gradientNorms.initialization[0] ?? Number.NaN,
        ),
    },
  ]);
}
