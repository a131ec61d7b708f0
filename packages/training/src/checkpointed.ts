import type { LoaderSettings, LoaderState } from '@plumbline/data';
import type { OptimizerStateDict } from '@plumbline/optimizers';
import type { Tensor } from '@plumbline/tensor';

/** A `Module`, or what has weights by name as it does. */
export interface CheckpointedModel {
  /** Weights and buffers by name. */
  stateDict(): Readonly<Record<string, Tensor>>;
  /** Takes on what `stateDict` of one like it gave. */
  loadStateDict(state: Readonly<Record<string, Tensor>>): void;
}

/** An `Optimizer`, a `WeightAverage`, or what has tensors and numbers by name as they do. */
export interface CheckpointedState {
  /** Tensors and numbers by name. */
  stateDict(): OptimizerStateDict;
  /** Takes on what `stateDict` of one like it gave. */
  loadStateDict(state: OptimizerStateDict): void;
}

/** A `DataLoader`, or what knows its place as it does. */
export interface CheckpointedLoader {
  /** What decides the batch at a place; saved, and compared before a place is restored. */
  readonly settings?: Readonly<Record<string, number | boolean>> | LoaderSettings;
  /** Where it is: the batch that comes next. */
  state(): LoaderState;
  /** Goes on from there. */
  restore(state: LoaderState): void;
}

/** All that a training run is made of, besides the global generator, which is never left out. */
export interface Checkpointed {
  /** Weights and buffers. */
  readonly model: CheckpointedModel;
  /** Its moments and its step count, which is where its schedule stands. */
  readonly optimizer?: CheckpointedState;
  /** A `WeightAverage`. */
  readonly average?: CheckpointedState;
  /** The place in the data. */
  readonly loader?: CheckpointedLoader;
}

/** Numbers of a loop's own, by name: epochs without improvement, the best loss, ... */
export type Progress = Readonly<Record<string, number>>;
