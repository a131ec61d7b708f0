import { Command, InvalidArgumentError } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { isModelName, type ModelName, models } from './classifier/models.ts';
import { type TrainSettings, trainDefaults } from './classifier/settings.ts';
import { oneLine } from './errors.ts';
import { defaults, minimumDepth, quick, type Settings } from './settings.ts';

/** What commander hands over: `--epochs` has a default that depends on `--quick`. */
interface CompareOptions extends Omit<Settings, 'epochs' | 'data'> {
  readonly epochs?: number;
  readonly data?: string;
}

interface TrainOptions extends Omit<TrainSettings, 'data' | 'examples'> {
  readonly data?: string;
  readonly examples?: number;
}

/** What runs when a command was given. */
interface Commands {
  compare(settings: Settings): Promise<void>;
  train(settings: TrainSettings): Promise<void>;
}

/** The `plumbline` command. Usage errors are printed as one line and thrown as CommanderError. */
export function createProgram(commands: Commands): Command {
  const program = new Command('plumbline')
    .description(manifest.description)
    .version(manifest.version)
    .exitOverride()
    .showSuggestionAfterError(true)
    .configureOutput({
      outputError: (message, write) => write(`plumbline: ${oneLine(message)}\n`),
    });
  addCompareOptions(program.command('compare').copyInheritedSettings(program)).action(
    (options: CompareOptions) => commands.compare(settingsFrom(options)),
  );
  addTrainOptions(program.command('train').copyInheritedSettings(program)).action(
    ({ data, examples, ...others }: TrainOptions) =>
      commands.train({
        ...others,
        data: data === undefined || data === 'mnist' ? null : data,
        examples: examples ?? null,
      }),
  );
  return program;
}

function addCompareOptions(command: Command): Command {
  return command
    .description(
      'Train two networks that differ in one thing, a plain one and a residual one, on ' +
        'handwritten digits; print where the gradient goes in each, and write a report.',
    )
    .option('--depth <layers>', 'linear layers', whole(minimumDepth), defaults.depth)
    .option('--width <units>', 'units in a hidden layer', whole(1), defaults.width)
    .option(
      '--epochs <n>',
      `passes over the training digits (default: ${defaults.epochs}, with --quick ${quick.epochs})`,
      whole(1),
    )
    .option('--batch <digits>', 'digits in a training step', whole(1), defaults.batch)
    .option('--lr <rate>', 'highest learning rate', positive, defaults.lr)
    .option('--seed <n>', 'decides weights and the order of digits', whole(0), defaults.seed)
    .option('--data <folder>', 'another data set in the IDX format of MNIST', notEmpty)
    .option('--out <folder>', 'where report.html and run.json go', notEmpty, defaults.out)
    .option('--quick', `train on ${quick.trainingDigits.toLocaleString('en-US')} digits`, false)
    .option('--json', 'print the run as JSON on stdout, everything else on stderr', false);
}

function addTrainOptions(command: Command): Command {
  return command
    .description(
      'Train a network on images and test it after every epoch. The same command goes on from ' +
        'where it was interrupted.',
    )
    .option(
      '--model <name>',
      `one of ${Object.keys(models).join(', ')}`,
      modelName,
      trainDefaults.model,
    )
    .option('--data <folder>', 'a data set in the IDX format of MNIST (default: mnist)', notEmpty)
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
    .option('--examples <n>', 'train on the first so many images', whole(1))
    .option('--seed <n>', 'decides weights, order and cuts', whole(0), trainDefaults.seed)
    .option('--out <folder>', 'where run.json and the checkpoint go', notEmpty, trainDefaults.out)
    .option('--json', 'print the run as JSON on stdout, everything else on stderr', false);
}

function modelName(text: string): ModelName {
  if (isModelName(text)) return text;
  throw new InvalidArgumentError(`Expected one of ${Object.keys(models).join(', ')}.`);
}

function notNegative(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('Expected a number from 0 up.');
}

function settingsFrom({ epochs, data, ...others }: CompareOptions): Settings {
  return {
    ...others,
    data: data ?? null,
    epochs: epochs ?? (others.quick ? quick.epochs : defaults.epochs),
  };
}

/** Parses a whole number from `least` up. */
function whole(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${least} up.`);
  };
}

function positive(text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('Expected a number above 0.');
}

function notEmpty(text: string): string {
  if (text !== '') return text;
  throw new InvalidArgumentError('Expected the path of a folder.');
}
