import * as v from 'valibot';
import { count, formatOf, number } from './format.ts';

/** How a training went. */
export interface Training {
  /** What it ran with. */
  readonly settings: Readonly<Record<string, Setting>>;
  /** Epochs that are finished. */
  readonly epochs: readonly TrainedEpoch[];
  /** Whether it ended before all epochs were. */
  readonly interrupted: boolean;
}

/** A value that JSON keeps. */
export type Setting = string | number | boolean | null;

/** A finished epoch of a training. */
export interface TrainedEpoch {
  /** From 1. */
  readonly epoch: number;
  /** The mean over the epoch, each batch before its step. */
  readonly trainLoss: number;
  /** The mean over the test examples, after the epoch. */
  readonly testLoss: number;
  /** 0 to 1. */
  readonly testAccuracy: number;
  /** Spent on it, evaluation included. */
  readonly seconds: number;
}

const setting = v.union([v.string(), v.number(), v.boolean(), v.null()]);

export const trainingFormat = formatOf<Training>()(
  v.object({
    settings: v.record(v.string(), setting),
    epochs: v.array(
      formatOf<TrainedEpoch>()(
        v.object({
          epoch: count,
          trainLoss: number,
          testLoss: number,
          testAccuracy: number,
          seconds: number,
        }),
      ),
    ),
    interrupted: v.boolean(),
  }),
);
