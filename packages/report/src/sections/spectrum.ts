import { formatNorm } from '../format-number.ts';
import { chart } from '../html/chart.ts';
import type { JacobianSpectrum, Spectrum } from '../schema/spectrum.ts';
import { strip } from '../strip.ts';
import { labeled, type ReportSection } from './report-section.ts';

const nameOf = ({ name }: Spectrum) => name || 'whole network';

/** Singular values of Jacobians. */
export function spectrumSection({ jacobians }: JacobianSpectrum): ReportSection {
  return {
    id: 'spectrum',
    heading: 'Singular values of the Jacobians',
    sentences: jacobians.slice(0, 1).map((whole) => {
      const bound = whole.complete ? '' : ' at least';
      return `${whole.name === '' ? 'From input to output' : whole.name}: condition number${bound} ${formatNorm(whole.conditionNumber)}, mean square ${formatNorm(whole.meanSquare)} (1 keeps norms), distance from an isometry ${formatNorm(whole.isometryDistance)}.`;
    }),
    picture: (width) => [
      'singular values, the largest first, log scale of each',
      ...labeled(
        jacobians
          .slice(0, 12)
          .map((each) => [
            nameOf(each).slice(-30),
            strip(each.singularValues, { width: width - 34 }),
          ]),
      ),
    ],
    charts: () => charts(jacobians),
    tables: [
      {
        caption: 'Jacobians',
        head: [
          'of',
          'inputs',
          'outputs',
          'largest',
          'smallest',
          'condition',
          'mean square',
          'from isometry',
        ],
        rows: jacobians.map((each) => [
          nameOf(each),
          String(each.inputs),
          String(each.outputs),
          formatNorm(each.singularValues[0]),
          each.complete
            ? formatNorm(each.singularValues.at(-1))
            : `≤ ${formatNorm(each.singularValues.at(-1))}`,
          `${each.complete ? '' : '≥ '}${formatNorm(each.conditionNumber)}`,
          formatNorm(each.meanSquare),
          formatNorm(each.isometryDistance),
        ]),
      },
    ],
  };
}

function charts(jacobians: readonly Spectrum[]): string {
  const [first] = jacobians;
  if (first === undefined) return '';
  // The first, middle and last block say how it goes with depth; all of them are in the table.
  const others = jacobians.slice(1);
  const chosen = new Set([0, Math.floor((others.length - 1) / 2), others.length - 1]);
  const shown = [first, ...others.filter((_, i) => chosen.has(i))];
  const byRank = chart(
    shown.map((each) => ({ name: nameOf(each), values: each.singularValues })),
    {
      title: 'Singular values by rank',
      xLabel: 'rank',
      yLabel: 'singular value',
      logarithmic: true,
    },
  );
  if (others.length < 2) return byRank;
  return (
    byRank +
    chart(
      [
        {
          name: 'condition number',
          values: others.map(({ conditionNumber }) => conditionNumber),
          mark: 'points',
        },
      ],
      {
        title: 'Condition number of every block',
        xLabel: 'residual block, first to last',
        yLabel: 'condition number',
        logarithmic: true,
        names: others.map(({ name }) => name),
      },
    )
  );
}
