import type { Batch, DataLoader } from '@plumbline/data';
import type { Module } from '@plumbline/layers';
import type { Optimizer } from '@plumbline/optimizers';
import type { Tensor } from '@plumbline/tensor';
import type { CheckpointStore } from './checkpoint-store.ts';
import type { CheckpointedState } from './checkpointed.ts';
import type { Batches, Metric } from './evaluate.ts';

/** A `DataLoader`, or what is looped over and knows its place as it does. */
export interface TrainingData
  extends AsyncIterable<Batch>,
    Pick<DataLoader, 'length' | 'state' | 'restore'>,
    Partial<Pick<DataLoader, 'settings'>> {}

/** What a `Trainer` trains, on what, and until when. */
export interface TrainerOptions {
  /** What is trained; its `forward` gets each batch's x. */
  readonly model: Module;
  /** Clipping, schedules and accumulation are its own. */
  readonly optimizer: Pick<Optimizer, 'steps' | 'zeroGrad' | 'step'> & CheckpointedState;
  /** A `WeightAverage`: updated after every step, and the weights that are evaluated. */
  readonly average?: CheckpointedState & {
    update(): void;
    swapped<Result>(body: () => Result): Result;
  };
  /** The mean over a batch, of one element: `crossEntropy`. */
  readonly loss: (output: Tensor, target: Tensor) => Tensor;
  /** Looped over once an epoch. */
  readonly train: TrainingData;
  /** Looped over after every epoch. Default: nothing is evaluated. */
  readonly evaluate?: Batches;
  /** What is evaluated besides the loss. Default: nothing. */
  readonly metrics?: Readonly<Record<string, Metric>>;
  /** How many times `train` is looped over in all, those before a resumption included. */
  readonly epochs: number;
  /** Where the run is saved, and resumed from if something is there. Default: nowhere. */
  readonly checkpoint?: CheckpointStore;
  /** Stop when the evaluated loss was not the best for so many epochs. Default: never. */
  readonly patience?: number;
  /** Told of steps and epochs, in this order. Default: none. */
  readonly callbacks?: readonly TrainerCallbacks[];
}

/** Called and awaited as training goes on; what one throws ends `fit`. */
export interface TrainerCallbacks {
  /** After every step. */
  onStep?(step: StepReport): void | Promise<void>;
  /** Before the epoch is saved: `onEpoch: (epoch) => optimizer.observe(epoch.evaluation.loss)`. */
  onEpoch?(epoch: EpochReport): void | Promise<void>;
  /** However `fit` ends. */
  onEnd?(): void | Promise<void>;
}

/** One step of a training. */
export interface StepReport {
  /** From 0. */
  readonly epoch: number;
  /** Epochs in all. */
  readonly epochs: number;
  /** Steps done in this epoch, of `steps`. */
  readonly step: number;
  /** Steps in an epoch. */
  readonly steps: number;
  /** Of the batch, before the step. */
  readonly loss: number;
  /** In the batch. */
  readonly examples: number;
}

/** One epoch of a training. */
export interface EpochReport {
  /** From 0. */
  readonly epoch: number;
  /** The mean over the examples of the epoch, each before its step. */
  readonly loss: number;
  /** The mean loss and metrics over `evaluate`; empty without it. */
  readonly evaluation: Readonly<Record<string, number>>;
  /** Whether no epoch before had an evaluated loss as low. False without `evaluate`. */
  readonly isBest: boolean;
}

/** What `fit` returns. */
export interface TrainingResult {
  /** Why `fit` returned: all epochs were run, no improvement for `patience`, or the signal. */
  readonly ending: 'epochs' | 'patience' | 'aborted';
  /** Those that this call of `fit` finished. */
  readonly epochs: readonly EpochReport[];
}
