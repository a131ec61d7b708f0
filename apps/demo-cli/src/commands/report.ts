import { path } from '../options/paths.ts';
import type { ShowOptions } from '../show-report.ts';
import type { AddCommand } from './command.ts';

export const addReport: AddCommand = (program) => {
  program
    .command('report')
    .description(
      'Show a report again: the run.json of `train` or `compare`, what `--json` gave, or what was ' +
        'recorded in PyTorch.',
    )
    .argument('<file>', 'run.json, or the folder it is in')
    .option('--out <file>', 'write it as one HTML file', path)
    .option('--tensorboard <folder>', 'write events for TensorBoard there', path)
    .option('--force', 'overwrite the HTML file', false)
    .option('--json', 'print it as JSON', false)
    .action(async (file: string, options: ShowOptions) => {
      const { showReport } = await import('../show-report.ts');
      await showReport(file, options);
    });
};
