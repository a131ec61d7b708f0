import { backward } from '@plumbline/autograd';
import type { Batch } from '@plumbline/data';
import { checkOptions } from '@plumbline/tensor';
import type { Checkpointed } from './checkpointed.ts';
import { DivergenceError } from './divergence-error.ts';
import { evaluate, onlyElement } from './evaluate.ts';
import type { EpochReport, StepReport, TrainerOptions, TrainingResult } from './trainer-options.ts';

/** Where a run stands, beside what the model, the optimizer and the loader know of themselves. */
interface Standing {
  /** The epoch that comes next or is under way, from 0. */
  epoch: number;
  /** Of the loader, when the run began. */
  readonly firstLoaderEpoch: number;
  /** The sums of the epoch under way. */
  lossSum: number;
  examples: number;
  /** The lowest evaluated loss so far. */
  best: number;
  epochsSinceBest: number;
}

/**
 * A training loop: for every epoch, a step a batch, an evaluation, a checkpoint. It is what one writes
 * by hand (the README shows it), and nothing depends on its being used.
 *
 *     const { epochs } = await new Trainer({ model, optimizer, loss, train, epochs: 10 }).fit();
 *
 * RangeError for epochs or a patience that is no whole number from 1 up, and for a patience without
 * `evaluate`; TypeError for an option that there is not.
 */
export class Trainer {
  /** What it was made with. */
  readonly options: TrainerOptions;
  #standing: Standing | null = null;

  constructor(options: TrainerOptions) {
    checkOptions('Trainer', options, [
      'model',
      'optimizer',
      'average',
      'loss',
      'train',
      'evaluate',
      'metrics',
      'epochs',
      'checkpoint',
      'patience',
      'callbacks',
    ]);
    checkCount('epochs', options.epochs);
    if (options.patience !== undefined) {
      checkCount('patience', options.patience);
      if (options.evaluate === undefined) {
        throw new RangeError('Trainer: patience needs `evaluate`, whose loss it watches');
      }
    }
    if (options.checkpoint?.everySteps !== undefined) {
      checkCount('checkpoint.everySteps', options.checkpoint.everySteps);
    }
    this.options = options;
  }

  /**
   * Trains until all epochs are run, `patience` is at its end, or `signal` is aborted (Ctrl-C: the
   * README shows how): then the step under way is finished and saved. Goes on where `train` stands,
   * and where the checkpoint or the call before ended.
   *
   * DivergenceError where a loss is NaN or infinite, before anything of it is saved: it names the epoch and step.
   */
  async fit(options: { readonly signal?: AbortSignal } = {}): Promise<TrainingResult> {
    checkOptions('fit', options, ['signal']);
    const { signal } = options;
    const { train, epochs, patience = Number.POSITIVE_INFINITY } = this.options;
    const standing = await this.#begin();
    const finished: EpochReport[] = [];
    try {
      while (standing.epoch < epochs && standing.epochsSinceBest < patience) {
        // All steps are there if the run was stopped between the last one and the evaluation.
        const hasSteps = train.state().epoch === standing.firstLoaderEpoch + standing.epoch;
        if (hasSteps) await this.#steps(standing, signal);
        if (!signal?.aborted) finished.push(await this.#finishEpoch(standing));
        await this.#save(standing);
        if (signal?.aborted) return { ending: 'aborted', epochs: finished };
      }
    } finally {
      for (const callbacks of this.options.callbacks ?? []) await callbacks.onEnd?.();
    }
    return { ending: standing.epoch < epochs ? 'patience' : 'epochs', epochs: finished };
  }

  async #begin(): Promise<Standing> {
    const { checkpoint, train } = this.options;
    const saved = (await checkpoint?.load(this.#parts())) ?? null;
    if (saved !== null) this.#standing = { ...newStanding(0, train.state().epoch), ...saved };
    this.#standing ??= newStanding(train.state().epoch, 0);
    train.restore(train.state());
    return this.#standing;
  }

  /** The steps that the epoch still has, or those until `signal` is aborted. */
  async #steps(standing: Standing, signal: AbortSignal | undefined): Promise<void> {
    const { optimizer, train, epochs, checkpoint, callbacks = [] } = this.options;
    if (signal?.aborted) return;
    let step = train.state().batch;
    for await (const batch of train) {
      const loss = await this.#step(batch);
      checkLoss(loss, { epoch: standing.epoch, step: step + 1, steps: train.length });
      const examples = batch[0].shape[0] ?? 1;
      standing.lossSum += loss * examples;
      standing.examples += examples;
      step++;
      const report = { epoch: standing.epoch, epochs, step, steps: train.length, loss, examples };
      for (const callback of callbacks) await callback.onStep?.(report);
      if (signal?.aborted) return;
      const every = checkpoint?.everySteps ?? Number.POSITIVE_INFINITY;
      if (optimizer.steps % every === 0) await this.#save(standing);
    }
  }

  async #step([x, y]: Batch): Promise<number> {
    const { model, optimizer, average } = this.options;
    const loss = this.options.loss(model.forward(x), y);
    optimizer.zeroGrad();
    backward(loss);
    optimizer.step();
    average?.update();
    return onlyElement(loss, 'loss');
  }

  async #finishEpoch(standing: Standing): Promise<EpochReport> {
    const { epoch, lossSum, examples } = standing;
    const evaluation = await this.#evaluate();
    const { loss: evaluated = Number.NaN } = evaluation;
    const isBest = evaluated < standing.best;
    const report = { epoch, loss: lossSum / examples, evaluation, isBest };
    for (const callbacks of this.options.callbacks ?? []) await callbacks.onEpoch?.(report);
    if (isBest) standing.best = evaluated;
    standing.epochsSinceBest = isBest ? 0 : standing.epochsSinceBest + 1;
    standing.epoch++;
    standing.lossSum = 0;
    standing.examples = 0;
    return report;
  }

  async #evaluate(): Promise<Readonly<Record<string, number>>> {
    const { model, evaluate: batches, metrics, loss, average } = this.options;
    if (batches === undefined) return {};
    const run = () => evaluate(model, batches, { ...metrics, loss });
    return average === undefined ? run() : average.swapped(run);
  }

  async #save(standing: Standing): Promise<void> {
    await this.options.checkpoint?.save(this.#parts(), { ...standing });
  }

  #parts(): Checkpointed {
    const { model, optimizer, average, train } = this.options;
    return { model, optimizer, loader: train, ...(average === undefined ? {} : { average }) };
  }
}

/** The standing of a run that no epoch was run of since the loader's `firstLoaderEpoch`. */
function newStanding(firstLoaderEpoch: number, epoch: number): Standing {
  return {
    epoch,
    firstLoaderEpoch,
    lossSum: 0,
    examples: 0,
    best: Number.POSITIVE_INFINITY,
    epochsSinceBest: 0,
  };
}

function checkLoss(loss: number, at: Pick<StepReport, 'epoch' | 'step' | 'steps'>): void {
  if (Number.isFinite(loss)) return;
  throw new DivergenceError(
    `Trainer: the loss is ${loss} at step ${at.step} of ${at.steps} of epoch ${at.epoch} (the first is 0); ` +
      'a smaller learning rate, a warmup or clipping (clipByGlobalNorm) may help',
    loss,
  );
}

function checkCount(name: string, count: number): void {
  if (Number.isSafeInteger(count) && count >= 1) return;
  throw new RangeError(`Trainer: ${name} is a whole number from 1 up, got ${count}`);
}
