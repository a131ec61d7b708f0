import { join } from 'node:path';
import { crossEntropy } from '@plumbline/layers';
import type { Report } from '@plumbline/report';
import { DivergenceError, Trainer } from '@plumbline/training';
import { progressBar } from '@plumbline/training/node';
import { count, plural } from '../describe-run.ts';
import { Interruption } from '../errors.ts';
import { withInterruption } from '../interruption.ts';
import type { LiveServer } from '../live/live-server.ts';
import { withLive } from '../live/with-live.ts';
import { shownBatches } from '../progress/shown-batches.ts';
import { Screen } from '../screen.ts';
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
  const report = await withInterruption('the steps since the last checkpoint are lost', (signal) =>
    withLive(options.live, screen, (live) =>
      fit(images, settings, { folder: options.out, live, screen, signal }),
    ),
  );
  if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`);
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

async function fit(
  images: Images,
  settings: TrainSettings,
  { folder, live, screen, signal }: Fitting,
): Promise<Report> {
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
  try {
    const { ending, epochs } = await trainer.fit({ signal });
    if (epochs.length === 0 && ending === 'epochs') screen.line('All epochs are done already.');
    const report = await record.write(ending === 'aborted');
    screen.line(`Report: ${join(folder, runFiles.page)}`);
    return report;
  } catch (error) {
    // Where it went wrong is in what was recorded until then.
    if (error instanceof DivergenceError) await record.write(true);
    throw error;
  }
}

function introduction({ name, train, test }: Images, settings: TrainSettings, { model }: Recipe) {
  return (
    `${settings.model} (${count(model.parameterCount)} parameters) on ${name}: ` +
    `${count(train.length)} images to train on, ${count(test.length)} to test`
  );
}
