import { join } from 'node:path';
import { Argument } from 'commander';
import { UserError } from '../errors.ts';
import { experiments } from '../experiments/registry.ts';
import { whole } from '../options/numbers.ts';
import { path } from '../options/paths.ts';
import type { AddCommand } from './command.ts';

interface Options {
  readonly quick: boolean;
  readonly seed: number;
  readonly data?: string;
  readonly out?: string;
  readonly force: boolean;
  readonly json: boolean;
}

const names = experiments.map(({ name }) => name);

export const addExperiment: AddCommand = (program) => {
  program
    .command('experiment')
    .description(
      'Measure again what a paper predicts or found, and say whether it agrees. Without a name: ' +
        'list the experiments.',
    )
    .addArgument(new Argument('[name]', 'which experiment').choices(names))
    .option('--quick', 'smaller, in seconds', false)
    .option('--seed <n>', 'decides weights, order and all else that is random', whole(0), 0)
    .option('--data <folder>', 'a data set in the IDX format of MNIST (default: mnist)', path)
    .option(
      '--out <folder>',
      'where result.json, picture.svg and table.md go (default: experiments-out/NAME)',
      path,
    )
    .option('--force', 'overwrite them', false)
    .option('--json', 'print result.json on stdout, everything else on stderr', false)
    .action(async (name: string | undefined, { data, out, ...others }: Options) => {
      const entry = experiments.find((each) => each.name === name);
      if (entry === undefined) return list(others.json);
      if (data !== undefined && !entry.usesData) {
        throw new UserError(
          `experiment ${entry.name} draws its inputs at random; leave out --data`,
        );
      }
      const { runExperiment } = await import('../experiments/run-experiment.ts');
      await runExperiment(entry, {
        ...others,
        data: data === undefined || data === 'mnist' ? null : data,
        out: out ?? join('experiments-out', entry.name),
      });
    });
};

function list(json: boolean): void {
  const width = Math.max(...names.map(({ length }) => length));
  const text = experiments.map(({ name, about }) => `${name.padEnd(width)}  ${about}`).join('\n');
  const all = experiments.map(({ name, about }) => ({ name, about }));
  process.stdout.write(json ? `${JSON.stringify(all, null, 2)}\n` : `${text}\n`);
}
