import { readSettings } from '../classifier/run-folder.ts';
import type { AddCommand } from './command.ts';

export const addResume: AddCommand = (program) => {
  program
    .command('resume')
    .description('Go on with a training run that was interrupted, to the same bits.')
    .argument('<folder>', 'the run folder of `train`')
    .option('--json', 'print the run as JSON on stdout, everything else on stderr', false)
    .action(async (folder: string, { json }: { json: boolean }) => {
      const { trainClassifier } = await import('../classifier/train-classifier.ts');
      await trainClassifier(await readSettings(folder), { out: folder, force: false, json });
    });
};
