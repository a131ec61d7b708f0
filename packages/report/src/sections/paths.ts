import { formatCount, formatNorm, formatShare } from '../format-number.ts';
import { chart } from '../html/chart.ts';
import type { PathSpectrum } from '../schema/paths.ts';
import { strip } from '../strip.ts';
import { labeled, type ReportSection } from './report-section.ts';

/** The gradient by the length of its paths. */
export function pathsSection(paths: PathSpectrum): ReportSection {
  const { blocks, lengths, effectiveDepth, error } = paths;
  const total = lengths.reduce((sum, each) => sum + each.paths, 0);
  const shares = lengths.map(({ share }) => share);
  const counts = lengths.map((each) => each.paths / total);
  return {
    id: 'paths',
    heading: `Paths through ${formatCount(blocks.length)} residual blocks`,
    sentences: [
      `The gradient takes paths through ${formatNorm(effectiveDepth)} branches on the average; the mean of all ${formatCount(total)} paths is ${blocks.length / 2}.`,
      `The terms add up to the whole gradient within ${formatNorm(error)} of it.`,
    ],
    picture: (width) => [
      `by length, 0 to ${lengths.length - 1}`,
      ...labeled([
        ['share of the gradient', strip(shares, { logarithmic: false, width: width - 26 })],
        ['share of the paths', strip(counts, { logarithmic: false, width: width - 26 })],
      ]),
    ],
    charts: () => {
      const positions = lengths.map(({ length }) => length);
      const xLabel = 'branches on the path';
      return (
        chart(
          [
            { name: 'share of the gradient', values: shares, positions, mark: 'bars' },
            { name: 'share of the paths', values: counts, positions },
          ],
          {
            title: 'Path lengths: what they carry, and how many there are',
            xLabel,
            yLabel: 'share',
          },
        ) +
        chart(
          [{ name: 'norm', values: lengths.map(({ norm }) => norm), positions, mark: 'points' }],
          {
            title: 'What paths of a length carry together',
            xLabel,
            yLabel: 'norm',
            logarithmic: true,
          },
        )
      );
    },
    tables: [
      {
        caption: 'Lengths',
        head: ['length', 'paths', 'norm', 'share'],
        rows: lengths.map((each) => [
          String(each.length),
          formatCount(each.paths),
          formatNorm(each.norm),
          formatShare(each.share),
        ]),
      },
    ],
  };
}
