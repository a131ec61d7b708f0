import { lesion as measure } from '@plumbline/diagnostics';
import { formatShare, type Lesion, type Outcome } from '@plumbline/report';
import { percent } from '../story/format-number.ts';
import { digitNetwork } from './digit-network.ts';
import { DigitTraining, firstDigits } from './digit-training.ts';
import type { Experiment, Picture } from './experiment.ts';

/** Two networks in training, each tried with every one of its blocks taken out. */
export const lesion: Experiment<'lesion'> = async ({ blocks, steps }, stage) => {
  const digits = await stage.digits();
  const plain = digitNetwork('plain', blocks, digits);
  const residual = digitNetwork('residual', blocks, digits);
  const trainings = [plain, residual].map(({ model }) => new DigitTraining(model, digits));
  const sample = firstDigits(digits, 'test', 500);
  const look = () =>
    measure(residual.model, sample, {
      twin: plain.model,
      twinBlocks: plain.blocks,
      swaps: false,
      random: false,
    });
  for (let step = 1; step <= steps; step++) {
    for (const training of trainings) training.step();
    stage.progress(step, steps);
    stage.show(() => pictureOf(look(), step));
  }
  return pictureOf(look(), steps);
};

const right = ({ accuracy = Number.NaN }: Outcome) => accuracy;

/** Of the whole network, then without each block. */
const accuracies = ({ whole, dropped }: Lesion) => [right(whole), ...dropped.map(right)];

function pictureOf(lesion: Lesion, step: number): Picture {
  const { twin } = lesion;
  if (twin === undefined) throw new Error('the lesion has no twin');
  const networks = [
    { name: 'plain', values: accuracies(twin) },
    { name: 'residual', values: accuracies(lesion) },
  ];
  const names = ['none', ...lesion.dropped.map((_, i) => String(i + 1))];
  return {
    chart: {
      title: `New digits right, without a block, after ${step} steps`,
      xLabel: 'block taken out',
      yLabel: 'share right',
      names,
      series: networks.map((network) => ({ ...network, mark: 'bars' })),
    },
    table: {
      head: ['without block', ...names],
      rows: networks.map(({ name, values }) => [name, ...values.map(formatShare)]),
    },
    sentence: networks.map(({ name, values }) => sentenceOf(name, values)).join(' '),
  };
}

function sentenceOf(name: string, [whole = Number.NaN, ...without]: readonly number[]): string {
  const mean = without.reduce((sum, each) => sum + each, 0) / without.length;
  return (
    `The ${name} network gets ${percent(whole)} of new digits right, without one of its blocks ` +
    `${percent(mean)} on the average and ${percent(Math.min(...without))} at worst.`
  );
}
