import { paths as measure } from '@plumbline/diagnostics';
import { formatShare, type PathSpectrum, type Series } from '@plumbline/report';
import { formatNumber, percent } from '../story/format-number.ts';
import { digitNetwork } from './digit-network.ts';
import { DigitTraining, firstDigits } from './digit-training.ts';
import type { Experiment, Picture } from './experiment.ts';

/** The gradient by path length, before training and while it goes on. */
export const paths: Experiment<'paths'> = async ({ blocks, steps }, stage) => {
  const digits = await stage.digits();
  const { model } = digitNetwork('residual', blocks, digits);
  const sample = firstDigits(digits, 'train', 64);
  const spectrum = () => measure(model, sample);
  const before = spectrum();
  const training = new DigitTraining(model, digits);
  stage.show(() => pictureOf(before, before, 0));
  for (let step = 1; step <= steps; step++) {
    training.step();
    stage.progress(step, steps);
    stage.show(() => pictureOf(before, spectrum(), step));
  }
  return pictureOf(before, spectrum(), steps);
};

function pictureOf(before: PathSpectrum, after: PathSpectrum, step: number): Picture {
  const blocks = before.blocks.length;
  const positions = before.lengths.map(({ length }) => length);
  const total = 2 ** blocks;
  const bars = (name: string, color: number, { lengths }: PathSpectrum): Series => {
    return { name, color, positions, values: lengths.map(({ share }) => share), mark: 'bars' };
  };
  return {
    chart: {
      title: 'Path lengths: what they carry, and how many there are',
      xLabel: 'branches on the path',
      yLabel: 'share',
      series: [
        bars('of the gradient, untrained', 5, before),
        bars(`of the gradient, step ${step}`, 1, after),
        {
          name: 'of the paths',
          color: 2,
          positions,
          values: before.lengths.map(({ paths }) => paths / total),
        },
      ],
    },
    table: {
      head: ['branches', 'paths', 'gradient, untrained', `gradient, step ${step}`],
      rows: before.lengths.map(({ length, paths, share }, i) => [
        String(length),
        paths.toLocaleString('en-US'),
        formatShare(share),
        formatShare(after.lengths[i]?.share),
      ]),
    },
    sentence: sentenceOf(before, after, step),
  };
}

function sentenceOf(before: PathSpectrum, after: PathSpectrum, step: number): string {
  const blocks = before.blocks.length;
  const [first, now] = [before, after].map(({ effectiveDepth }) => formatNumber(effectiveDepth));
  const { length, share, pathsShare } = shortPaths(after);
  const training = step === 0 ? '' : `, and ${now} after ${step} steps`;
  return (
    `The mean path through ${blocks} blocks takes ${blocks / 2} branches; weighted with its gradient it takes ${first} ` +
    `before training${training}. Paths through at most ${length} branches are ${pathsShare < 0.01 ? 'fewer than 1 %' : percent(pathsShare)} of all, and carry ` +
    `${percent(share)} of the gradient.`
  );
}

/** The shortest paths that carry most of the gradient. */
function shortPaths({ lengths, blocks }: PathSpectrum) {
  let [share, paths] = [0, 0];
  for (const each of lengths) {
    share += each.share;
    paths += each.paths;
    if (share >= 0.9) return { length: each.length, share, pathsShare: paths / 2 ** blocks.length };
  }
  return { length: blocks.length, share, pathsShare: 1 };
}
