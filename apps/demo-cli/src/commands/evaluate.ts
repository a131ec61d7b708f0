import { formatNorm } from '@plumbline/report';
import { readSettings } from '../classifier/run-folder.ts';
import { dataSet } from '../options/data-set.ts';
import { whole } from '../options/numbers.ts';
import { percent } from '../percent.ts';
import type { AddCommand } from './command.ts';

interface Options {
  readonly data?: string | null;
  readonly examples?: number;
  readonly json: boolean;
}

export const addEvaluate: AddCommand = (program) => {
  program
    .command('evaluate')
    .description('Test the network of a training run.')
    .argument('<folder>', 'the run folder of `train`')
    .option('--data <folder>', 'another data set (default: that of the run)', dataSet)
    .option('--examples <n>', 'test on the first so many images', whole(1))
    .option('--json', 'print the result as JSON', false)
    .action(async (folder: string, { data, examples, json }: Options) => {
      const { evaluateRun } = await import('../classifier/evaluate-run.ts');
      const settings = await readSettings(folder);
      const result = await evaluateRun(
        folder,
        data === undefined ? settings : { ...settings, data },
        examples,
      );
      process.stdout.write(
        json
          ? `${JSON.stringify(result, null, 2)}\n`
          : `${settings.model} on the ${examples === undefined ? '' : 'first '}${result.images.toLocaleString('en-US')} test images of ${result.data}: ` +
              `loss ${formatNorm(result.loss)}, accuracy ${percent(result.accuracy)}\n`,
      );
    });
};
