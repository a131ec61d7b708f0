import { join } from 'node:path';
import { crossEntropy } from '@plumbline/layers';
import { type CheckpointStore, Trainer, type TrainerCallbacks } from '@plumbline/training';
import { checkpointFile, progressBar } from '@plumbline/training/node';
import { Interruption } from '../errors.ts';
import { withInterruption } from '../interruption.ts';
import { writeFiles } from '../output-folder.ts';
import { Screen } from '../screen.ts';
import { type Images, loadImages } from './images.ts';
import { Metrics } from './metrics.ts';
import { type Recipe, recipeFor } from './recipe.ts';
import { claimFolder, runFiles } from './run-folder.ts';
import type { RunOptions, TrainSettings } from './settings.ts';
import { accuracy, testBatches } from './test-set.ts';
import type { TrainedEpoch, TrainRun } from './train-run.ts';

/**
 * Trains a network on images, prints how each epoch went, and keeps a checkpoint: the same command,
 * or `resume`, goes on from it after a Ctrl-C, a crash or a power cut.
 */
export async function trainClassifier(settings: TrainSettings, options: RunOptions): Promise<void> {
  const images = await loadImages(settings);
  await claimFolder(options.out, settings, options);
  const screen = new Screen(options.json ? process.stderr : process.stdout);
  const run = await withInterruption((signal) =>
    fit(images, settings, { options, screen, signal }),
  );
  if (options.json) process.stdout.write(`${JSON.stringify(run, null, 2)}\n`);
  if (run.interrupted) {
    screen.line(`Interrupted; \`plumbline resume ${options.out}\` goes on.`);
    throw new Interruption();
  }
}

interface Fitting {
  readonly options: RunOptions;
  readonly screen: Screen;
  readonly signal: AbortSignal;
}

async function fit(
  images: Images,
  settings: TrainSettings,
  { options: { out }, screen, signal }: Fitting,
): Promise<TrainRun> {
  const recipe = recipeFor(images, settings);
  const { model, optimizer, loader } = recipe;
  screen.line(introduction(images, settings, recipe));
  const record = new RunRecord(settings, recipe, out);
  const trainer = new Trainer({
    model,
    optimizer,
    loss: crossEntropy,
    train: loader,
    evaluate: testBatches(images),
    metrics: { accuracy },
    epochs: settings.epochs,
    checkpoint: record.store(),
    callbacks: [progressBar({ stream: screen.stream }), record.callbacks(screen)],
  });
  const { ending } = await trainer.fit({ signal });
  return record.write(ending === 'aborted');
}

function introduction({ name, train, test }: Images, settings: TrainSettings, { model }: Recipe) {
  const count = (n: number) => n.toLocaleString('en-US');
  return (
    `${settings.model} (${count(model.parameterCount)} parameters) on ${name}: ` +
    `${count(train.length)} images to train on, ${count(test.length)} to test`
  );
}

/** Keeps the run's files as it goes on. */
class RunRecord {
  readonly #settings: TrainSettings;
  readonly #recipe: Recipe;
  readonly #folder: string;
  #metrics: Metrics | null = null;
  #start = performance.now();

  constructor(settings: TrainSettings, recipe: Recipe, folder: string) {
    this.#settings = settings;
    this.#recipe = recipe;
    this.#folder = folder;
  }

  /** The checkpoint, and the metrics as of it. */
  store(): CheckpointStore {
    const file = checkpointFile(this.#path('checkpoint'), { everySteps: 100 });
    return {
      ...file,
      load: async (parts) => {
        const progress = await file.load(parts);
        this.#metrics = await Metrics.upTo(this.#recipe.optimizer.steps, this.#path('metrics'));
        return progress;
      },
      save: async (parts, progress) => {
        await this.#metrics?.flush();
        await file.save(parts, progress);
      },
    };
  }

  callbacks(screen: Screen): TrainerCallbacks {
    const { optimizer } = this.#recipe;
    const { epochs } = this.#settings;
    return {
      onStep: ({ loss }) =>
        this.#metrics?.add({ type: 'step', step: optimizer.steps, loss, lr: optimizer.lr }),
      onEpoch: async ({ epoch, loss, evaluation }) => {
        const seconds = (performance.now() - this.#start) / 1000;
        this.#start = performance.now();
        const { loss: testLoss = Number.NaN, accuracy: testAccuracy = Number.NaN } = evaluation;
        const done = { epoch: epoch + 1, trainLoss: loss, testLoss, testAccuracy, seconds };
        await this.#metrics?.add({ type: 'epoch', step: optimizer.steps, ...done });
        // In a terminal the bar's own line says it.
        if (!screen.stream.isTTY) screen.line(describeEpoch(done, epochs));
        await this.write(epoch + 1 < epochs);
      },
    };
  }

  /** Writes run.json and returns what it holds. */
  async write(interrupted: boolean): Promise<TrainRun> {
    await this.#metrics?.flush();
    const run: TrainRun = {
      schema: 'plumbline-train/1',
      settings: this.#settings,
      parameters: this.#recipe.model.parameterCount,
      epochs: this.#metrics?.epochs ?? [],
      interrupted,
    };
    await writeFiles(this.#folder, { [runFiles.run]: `${JSON.stringify(run, null, 2)}\n` });
    return run;
  }

  #path(file: keyof typeof runFiles): string {
    return join(this.#folder, runFiles[file]);
  }
}

function describeEpoch(done: TrainedEpoch, epochs: number): string {
  return (
    `epoch ${done.epoch} of ${epochs}: training loss ${done.trainLoss.toFixed(4)}, test accuracy ` +
    `${(100 * done.testAccuracy).toFixed(2)} %, ${done.seconds.toFixed(0)} s`
  );
}
