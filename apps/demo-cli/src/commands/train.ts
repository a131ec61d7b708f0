import { Option } from 'commander';
import { modelNames } from '../classifier/models.ts';
import {
  type RunOptions,
  runDefaults,
  type TrainSettings,
  trainDefaults,
} from '../classifier/settings.ts';
import { dataSet } from '../options/data-set.ts';
import { notNegative, positive, whole } from '../options/numbers.ts';
import { path } from '../options/paths.ts';
import type { AddCommand } from './command.ts';

interface Options extends Omit<TrainSettings, 'examples' | 'testExamples'>, RunOptions {
  readonly examples?: number;
  readonly testExamples?: number;
}

export const addTrain: AddCommand = (program) => {
  program
    .command('train')
    .description(
      'Train a network on images and test it after every epoch. The same command, or `resume`, ' +
        'goes on from where it was interrupted.',
    )
    .addOption(
      new Option('--model <name>', 'the network').choices(modelNames).default(trainDefaults.model),
    )
    .option(
      '--data <folder>',
      'a data set in the IDX format of MNIST (default: mnist)',
      dataSet,
      null,
    )
    .option('--epochs <n>', 'passes over the training images', whole(1), trainDefaults.epochs)
    .option('--batch <images>', 'images in a training step', whole(1), trainDefaults.batch)
    .option('--lr <rate>', 'highest learning rate', positive, trainDefaults.lr)
    .option('--weight-decay <factor>', 'of SGD', notNegative, trainDefaults.weightDecay)
    .option(
      '--crop <pixels>',
      'zeros around an image before a part of its size is cut out at random',
      whole(0),
      trainDefaults.crop,
    )
    .option(
      '--examples <n>',
      'train on the first so many training images (default: on all)',
      whole(1),
    )
    .option(
      '--test-examples <n>',
      'test on the first so many test images after every epoch (default: on all)',
      whole(1),
    )
    .option('--seed <n>', 'decides weights, order and cuts', whole(0), trainDefaults.seed)
    .option('--out <folder>', 'the run folder', path, runDefaults.out)
    .option('--force', 'begin anew where the folder holds a run', false)
    .option('--live', 'show it on a local page as it goes on', false)
    .option('--json', 'print the run as JSON on stdout, everything else on stderr', false)
    .action(async ({ examples, testExamples, out, force, live, json, ...others }: Options) => {
      const settings = {
        ...others,
        examples: examples ?? null,
        testExamples: testExamples ?? null,
      };
      const { trainClassifier } = await import('../classifier/train-classifier.ts');
      await trainClassifier(settings, { out, force, live, json });
    });
};
