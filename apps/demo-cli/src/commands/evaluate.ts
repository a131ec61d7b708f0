import { readSettings } from '../classifier/run-folder.ts';
import { dataSet } from '../options/data-set.ts';
import { percent } from '../percent.ts';
import type { AddCommand } from './command.ts';

export const addEvaluate: AddCommand = (program) => {
  program
    .command('evaluate')
    .description('Test the network of a training run.')
    .argument('<folder>', 'the run folder of `train`')
    .option('--data <folder>', 'another data set (default: that of the run)', dataSet)
    .option('--json', 'print the result as JSON', false)
    .action(async (folder: string, { data, json }: { data?: string | null; json: boolean }) => {
      const { evaluateRun } = await import('../classifier/evaluate-run.ts');
      const settings = await readSettings(folder);
      const result = await evaluateRun(
        folder,
        data === undefined ? settings : { ...settings, data },
      );
      process.stdout.write(
        json
          ? `${JSON.stringify(result, null, 2)}\n`
          : `${settings.model} on the ${result.images.toLocaleString('en-US')} test images of ${result.data}: ` +
              `loss ${result.loss.toFixed(4)}, accuracy ${percent(result.accuracy)}\n`,
      );
    });
};
