import { Command, InvalidArgumentError } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { oneLine } from './errors.ts';
import { defaults, minimumDepth, quick, type Settings } from './settings.ts';

/** What commander hands over: `--epochs` has a default that depends on `--quick`. */
interface CompareOptions extends Omit<Settings, 'epochs' | 'data'> {
  readonly epochs?: number;
  readonly data?: string;
}

/** The `plumbline` command. Usage errors are printed as one line and thrown as CommanderError. */
export function createProgram(compare: (settings: Settings) => Promise<void>): Command {
  const program = new Command('plumbline')
    .description(manifest.description)
    .version(manifest.version)
    .exitOverride()
    .showSuggestionAfterError(true)
    .configureOutput({
      outputError: (message, write) => write(`plumbline: ${oneLine(message)}\n`),
    });
  addCompareOptions(program.command('compare').copyInheritedSettings(program)).action(
    (options: CompareOptions) => compare(settingsFrom(options)),
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
