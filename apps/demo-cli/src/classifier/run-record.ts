import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Watch, watch } from '@plumbline/diagnostics';
import { type Flow, formatNorm, parseReport, Report, type TrainedEpoch } from '@plumbline/report';
import { SafetensorsError } from '@plumbline/safetensors';
import { CheckpointError, type CheckpointStore, type TrainerCallbacks } from '@plumbline/training';
import { checkpointFile } from '@plumbline/training/node';
import manifest from '../../package.json' with { type: 'json' };
import { UserError } from '../errors.ts';
import type { LiveServer } from '../live/live-server.ts';
import { writeFiles } from '../output-folder.ts';
import type { Screen } from '../screen.ts';
import { watchSettings } from '../watch-settings.ts';
import { joinFlow } from './join-flow.ts';
import { Metrics } from './metrics.ts';
import type { Recipe } from './recipe.ts';
import { runFiles } from './run-folder.ts';
import type { TrainSettings } from './settings.ts';

/** Keeps the files of a run, and its live page, as it goes on. */
export class RunRecord {
  readonly #settings: TrainSettings;
  readonly #recipe: Recipe;
  readonly #folder: string;
  readonly #live: LiveServer | null;
  readonly #watch: Watch;
  #metrics: Metrics | null = null;
  /** The flow up to `#firstStep`, where this process went on. */
  #before: Flow | undefined;
  #firstStep = 0;
  #start = performance.now();

  constructor(
    settings: TrainSettings,
    recipe: Recipe,
    { folder, live }: { readonly folder: string; readonly live: LiveServer | null },
  ) {
    this.#settings = settings;
    this.#recipe = recipe;
    this.#folder = folder;
    this.#live = live;
    this.#watch = watch(recipe.model, watchSettings);
  }

  /** The checkpoint; metrics and flow are those as of it. */
  store(): CheckpointStore {
    const file = checkpointFile(this.#path('checkpoint'), { everySteps: 100 });
    return {
      ...file,
      load: async (parts) => {
        const progress = await file.load(parts).catch(unusable);
        this.#firstStep = this.#recipe.optimizer.steps;
        this.#metrics = await Metrics.upTo(this.#firstStep, this.#path('metrics'));
        this.#before = await this.#savedFlow();
        return progress;
      },
      save: async (parts, progress) => {
        await this.#metrics?.flush();
        await this.#writeRun(this.report(true));
        await file.save(parts, progress);
      },
    };
  }

  callbacks(screen: Screen): TrainerCallbacks {
    const { optimizer } = this.#recipe;
    const { epochs } = this.#settings;
    return {
      onStep: async ({ loss }) => {
        this.#watch.loss(loss);
        await this.#metrics?.add({ type: 'step', step: optimizer.steps, loss, lr: optimizer.lr });
        this.#live?.update(() => this.report(false).toHTML());
      },
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

  /** Of every step's batch so far. */
  get losses(): number[] {
    return (this.#metrics?.all ?? []).flatMap((metric) =>
      metric.type === 'step' ? [metric.loss] : [],
    );
  }

  /** What there is to say of the run so far. */
  report(interrupted: boolean): Report {
    const { model } = this.#recipe;
    return new Report({
      title: `Training ${this.#settings.model}`,
      model: { name: this.#settings.model, parameters: model.parameterCount },
      source: { framework: 'plumbline', version: manifest.version },
      training: {
        settings: { ...this.#settings },
        epochs: this.#metrics?.epochs ?? [],
        interrupted,
      },
      flow: joinFlow(this.#before, this.#watch.record(), this.#firstStep),
    });
  }

  /** Writes run.json and report.html. */
  async write(interrupted: boolean): Promise<Report> {
    await this.#metrics?.flush();
    const report = this.report(interrupted);
    this.#live?.update(() => report.toHTML());
    await this.#writeRun(report);
    await writeFiles(this.#folder, { [runFiles.page]: report.toHTML() });
    return report;
  }

  async #writeRun(report: Report): Promise<void> {
    await writeFiles(this.#folder, { [runFiles.run]: `${JSON.stringify(report)}\n` });
  }

  async #savedFlow(): Promise<Flow | undefined> {
    const text = await readFile(this.#path('run'), 'utf8').catch(() => null);
    if (text === null) return undefined;
    try {
      return parseReport(text).flow;
    } catch (error) {
      throw new UserError(`${this.#path('run')}: not the report of this run; ${anew}`, {
        cause: error,
      });
    }
  }

  #path(file: keyof typeof runFiles): string {
    return join(this.#folder, runFiles[file]);
  }
}

const anew = 'begin anew with `train --force`';

/** Rethrows what is wrong with a checkpoint as a line that says what to do. */
function unusable(error: unknown): never {
  if (error instanceof SafetensorsError || error instanceof CheckpointError) {
    throw new UserError(`${error.message}; ${anew}`, { cause: error });
  }
  throw error;
}

function describeEpoch(done: TrainedEpoch, epochs: number): string {
  return (
    `epoch ${done.epoch} of ${epochs}: training loss ${formatNorm(done.trainLoss)}, test accuracy ` +
    `${(100 * done.testAccuracy).toFixed(2)} %, ${done.seconds.toFixed(0)} s`
  );
}
