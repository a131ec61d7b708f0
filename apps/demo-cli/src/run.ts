import type { EngineName } from '@plumbline/tensor';
import type { NetworkName } from './networks.ts';

/** One network's part of a run. */
export interface ModelRun {
  readonly name: NetworkName;
  /** Linear layers. */
  readonly depth: number;
  /** Trained numbers. */
  readonly parameters: number;
  /** 0 to 1. */
  readonly testAccuracy: number;
  /** The loss of every step's batch, before the step. */
  readonly trainLoss: readonly number[];
  /** Of the weights' gradient, one a linear layer, first to last; both on the same batch. */
  readonly gradientNorms: {
    readonly initialization: readonly number[];
    readonly end: readonly number[];
  };
  /** Spent on training. */
  readonly seconds: number;
}

/**
 * What a comparison measured: run.json. Numbers that are not finite are null there, since JSON has
 * no others.
 */
export interface Run extends RunHead {
  /** Ended before all steps were done; `models` holds what there was until then. */
  readonly interrupted: boolean;
  readonly models: readonly ModelRun[];
  /** What happened, in plain words. */
  readonly sentence: string;
}

/** Comparisons at several depths: the run.json of them all. */
export interface DepthsRun {
  readonly schema: 'plumbline-compare-depths/1';
  readonly runs: readonly Run[];
}

/** What is known of a run before it starts. */
export interface RunHead {
  readonly schema: 'plumbline-compare/1';
  readonly startedAt: string;
  readonly seed: number;
  readonly engine: EngineName;
  readonly node: string;
  readonly settings: RunSettings;
  readonly data: RunData;
}

/** All that decides the outcome besides data and seed; the same for both networks. */
export interface RunSettings {
  readonly depth: number;
  readonly width: number;
  readonly activation: string;
  readonly initialization: string;
  readonly loss: string;
  readonly optimizer: string;
  readonly momentum: number;
  readonly lr: number;
  readonly schedule: string;
  readonly epochs: number;
  readonly batch: number;
  /** Steps planned for each network. */
  readonly steps: number;
  readonly quick: boolean;
}

export interface RunData {
  readonly name: string;
  readonly trainingExamples: number;
  readonly testExamples: number;
  readonly rows: number;
  readonly columns: number;
  readonly classes: number;
  readonly scaling: string;
  /** The accuracy of always answering with the commonest class of the test set. */
  readonly chance: number;
}

/** The training loss at the end: the mean of the last steps, since one batch's is noisy. */
export function finalLoss({ trainLoss }: Pick<ModelRun, 'trainLoss'>): number {
  const last = trainLoss.slice(-20);
  return last.reduce((sum, loss) => sum + loss, 0) / last.length;
}

export function modelNamed({ models }: Pick<Run, 'models'>, name: NetworkName): ModelRun {
  const model = models.find((candidate) => candidate.name === name);
  if (model === undefined) throw new Error(`the run has no ${name} network`);
  return model;
}
