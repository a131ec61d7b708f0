import { readSettings } from '../classifier/run-folder.ts';
import type { AddCommand } from './command.ts';

export const addResume: AddCommand = (program) => {
  program
    .command('resume')
    .description('Go on with a training run that was interrupted, to the same bits.')
    .argument('<folder>', 'the run folder of `train`')
    .option('--live', 'show it on a local page as it goes on', false)
    .option('--json', 'print the run as JSON on stdout, everything else on stderr', false)
    .action(async (folder: string, given: { live: boolean; json: boolean }) => {
      const { trainClassifier } = await import('../classifier/train-classifier.ts');
      await trainClassifier(await readSettings(folder), { ...given, out: folder, force: false });
    });
};
