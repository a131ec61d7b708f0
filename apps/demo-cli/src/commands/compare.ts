import { Option } from 'commander';
import { dataSet } from '../options/data-set.ts';
import { positive, whole } from '../options/numbers.ts';
import { path } from '../options/paths.ts';
import { type CompareSettings, defaults, minimumDepth, quick } from '../settings.ts';
import type { AddCommand } from './command.ts';

/** What commander hands over: `--epochs` has a default that depends on `--quick`. */
interface Options extends Omit<CompareSettings, 'epochs' | 'depths' | 'out'> {
  readonly depth: readonly number[];
  readonly out?: string;
  readonly epochs?: number;
}

export const addCompare: AddCommand = (program) => {
  program
    .command('compare')
    .description(
      'Train two networks that differ in one thing, a plain one and a residual one, on ' +
        'handwritten digits; print where the gradient goes in each, and write a report.',
    )
    .addOption(
      new Option('--depth <layers>', 'linear layers, or several numbers of them: 10,30,50')
        .argParser(depths)
        .default([defaults.depth], String(defaults.depth)),
    )
    .option('--width <units>', 'units in a hidden layer', whole(1), defaults.width)
    .option(
      '--epochs <n>',
      `passes over the training digits (default: ${defaults.epochs}, with --quick ${quick.epochs})`,
      whole(1),
    )
    .option('--batch <digits>', 'digits in a training step', whole(1), defaults.batch)
    .option('--lr <rate>', 'highest learning rate', positive, defaults.lr)
    .option('--seed <n>', 'decides weights and the order of digits', whole(0), defaults.seed)
    .option(
      '--data <folder>',
      'a data set in the IDX format of MNIST (default: mnist)',
      dataSet,
      null,
    )
    .option(
      '--out <folder>',
      `where report.html and run.json go (default: ${defaults.out}, or the first of ${defaults.out}-2, ... that is new)`,
      path,
    )
    .option('--force', 'overwrite what is in that folder', false)
    .option('--live', 'show it on a local page as it goes on', false)
    .option('--quick', `train on ${quick.trainingDigits.toLocaleString('en-US')} digits`, false)
    .option('--json', 'print the run as JSON on stdout, everything else on stderr', false)
    .action(async ({ epochs, depth, out, ...others }: Options) => {
      const { compare } = await import('../compare.ts');
      await compare({
        ...others,
        depths: depth,
        out: out ?? null,
        epochs: epochs ?? (others.quick ? quick.epochs : defaults.epochs),
      });
    });
};

/** Parses `10` and `10,30,50`. */
function depths(text: string): readonly number[] {
  return [...new Set(text.split(',').map(whole(minimumDepth)))];
}
