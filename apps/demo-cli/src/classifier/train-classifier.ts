import { join } from 'node:path';
import { crossEntropy } from '@plumbline/layers';
import type { Report } from '@plumbline/report';
import { DivergenceError, Trainer } from '@plumbline/training';
import { progressBar } from '@plumbline/training/node';
import { count, plural } from '../describe-run.ts';
import { Interruption, UserError } from '../errors.ts';
import { withInterruption } from '../interruption.ts';
import type { LiveServer } from '../live/live-server.ts';
import { withLive } from '../live/with-live.ts';
import { shownBatches } from '../progress/shown-batches.ts';
import { Screen } from '../screen.ts';
import { divergence } from './divergence.ts';
import { type Images, loadImages } from './images.ts';
import { type Recipe, recipeFor } from './recipe.ts';
import { claimFolder, runFiles } from './run-folder.ts';
import { RunRecord } from './run-record.ts';
import type { RunOptions, TrainSettings } from './settings.ts';
import { accuracy, testBatches } from './test-set.ts';

/**
 * Trains a network on images, prints how each epoch went, and keeps a checkpoint: the same command,
 * or `resume`, goes on from it after a Ctrl-C, a crash or a power cut.
 */
export async function trainClassifier(settings: TrainSettings, options: RunOptions): Promise<void> {
  const images = await loadImages({ ...settings, tested: settings.testExamples });
  await claimFolder(options.out, settings, options);
  const screen = new Screen(options.json ? process.stderr : process.stdout);
  const { report, diverged } = await withInterruption(
    'the steps since the last checkpoint are lost',
    (signal) =>
      withLive(options.live, screen, (live) =>
        fit(images, settings, { folder: options.out, live, screen, signal }),
      ),
  );
  if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`);
  if (diverged !== null) throw new UserError(diverged);
  if (report.training?.interrupted) {
    screen.line(`Interrupted; \`plumbline resume ${options.out}\` goes on.`);
    throw new Interruption();
  }
}

interface Fitting {
  readonly folder: string;
  readonly live: LiveServer | null;
  readonly screen: Screen;
  readonly signal: AbortSignal;
}

interface Fitted {
  readonly report: Report;
  /** What to say of a training that diverged, or null. */
  readonly diverged: string | null;
}

async function fit(
  images: Images,
  settings: TrainSettings,
  { folder, live, screen, signal }: Fitting,
): Promise<Fitted> {
  const recipe = recipeFor(images, settings);
  const { model, optimizer, loader } = recipe;
  screen.line(introduction(images, settings, recipe));
  // A terminal has a bar.
  if (!screen.stream.isTTY) {
    screen.line(
      `${plural(settings.epochs, 'epoch')} of ${plural(loader.length, 'step')}; a line follows each`,
    );
  }
  const record = new RunRecord(settings, recipe, { folder, live });
  const trainer = new Trainer({
    model,
    optimizer,
    loss: crossEntropy,
    train: loader,
    evaluate: shownBatches('test', testBatches(images), screen.stream),
    metrics: { accuracy },
    epochs: settings.epochs,
    checkpoint: record.store(),
    callbacks: [progressBar({ stream: screen.stream }), record.callbacks(screen)],
  });
  const finish = async (isWhole: boolean, losses: readonly number[]): Promise<Fitted> => {
    const report = await record.write(!isWhole);
    screen.line(`Report: ${join(folder, runFiles.page)}`);
    return { report, diverged: divergence(losses, settings, loader.length) };
  };
  try {
    const { ending, epochs } = await trainer.fit({ signal });
    if (epochs.length === 0 && ending === 'epochs') screen.line('All epochs are done already.');
    // Who interrupts a run knows how it was going.
    return finish(ending === 'epochs', ending === 'epochs' ? record.losses : []);
  } catch (error) {
    if (!(error instanceof DivergenceError)) throw error;
    // Where it went wrong is in what was recorded until then.
    return finish(false, [...record.losses, error.loss]);
  }
}

function introduction({ name, train, test }: Images, settings: TrainSettings, { model }: Recipe) {
  return (
    `${settings.model} (${count(model.parameterCount)} parameters) on ${name}: ` +
    `${count(train.length)} images to train on, ${count(test.length)} to test`
  );
}
