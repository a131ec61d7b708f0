import type { TrainSettings } from './settings.ts';

/** run.json */
export interface TrainRun {
  readonly schema: 'plumbline-train/1';
  readonly settings: TrainSettings;
  readonly parameters: number;
  readonly epochs: readonly TrainedEpoch[];
  /** Ended before all epochs were done: the same command goes on. */
  readonly interrupted: boolean;
}

export interface TrainedEpoch {
  /** From 1. */
  readonly epoch: number;
  /** The mean over the epoch, each batch before its step. */
  readonly trainLoss: number;
  readonly testLoss: number;
  /** 0 to 1. */
  readonly testAccuracy: number;
  /** Spent on it, evaluation included. */
  readonly seconds: number;
}
