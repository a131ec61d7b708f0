import { formatNorm } from '../format-number.ts';
import { chart } from '../html/chart.ts';
import type { TrainedEpoch, Training } from '../schema/training.ts';
import { strip } from '../strip.ts';
import { labeled, type ReportSection } from './report-section.ts';

/** Losses and accuracy by epoch, and what they were trained with. */
export function trainingSection({ settings, epochs, interrupted }: Training): ReportSection {
  const of = (key: keyof TrainedEpoch) => epochs.map((epoch) => epoch[key]);
  const [first, last] = [epochs[0], epochs.at(-1)];
  const losses = [
    { name: 'training loss', values: of('trainLoss') },
    { name: 'test loss', values: of('testLoss') },
  ];
  return {
    id: 'training',
    heading: 'Training',
    sentences: [
      first === undefined || last === undefined
        ? 'No epoch is finished yet.'
        : `After ${plural(last.epoch, 'epoch')} the test accuracy is ${percent(last.testAccuracy)} and the training loss ${formatNorm(last.trainLoss)} (${formatNorm(first.trainLoss)} in the first).`,
      ...(interrupted ? ['It was interrupted.'] : []),
    ],
    picture: (width) =>
      epochs.length < 2
        ? []
        : labeled(losses.map(({ name, values }) => [name, strip(values, { width: width - 15 })])),
    charts: () =>
      epochs.length === 0
        ? ''
        : chart(losses, { title: 'Loss', xLabel: 'epoch', yLabel: 'loss', logarithmic: true }) +
          chart([{ name: 'test accuracy', values: of('testAccuracy') }], {
            title: 'Test accuracy',
            xLabel: 'epoch',
            yLabel: 'share of test examples',
          }),
    tables: [
      {
        caption: 'Epochs',
        head: ['epoch', 'training loss', 'test loss', 'test accuracy', 'seconds'],
        rows: epochs.map((epoch) => [
          String(epoch.epoch),
          formatNorm(epoch.trainLoss),
          formatNorm(epoch.testLoss),
          percent(epoch.testAccuracy),
          epoch.seconds.toFixed(1),
        ]),
      },
      {
        caption: 'Settings',
        head: ['setting', 'value'],
        // What was left open decides nothing.
        rows: Object.entries(settings).flatMap(([name, value]) =>
          value === null ? [] : [[name, String(value)]],
        ),
      },
    ],
  };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
