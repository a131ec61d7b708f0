import type { ChartOptions, Series } from '@plumbline/report';
import type { Digits } from '../story/digits.ts';
import type { ExperimentName, SettingsOf } from './catalog.ts';

/** What an experiment has to show, while it runs and at its end. */
export interface Picture {
  readonly chart: ChartOptions & { readonly series: readonly Series[] };
  readonly table: {
    readonly head: readonly string[];
    readonly rows: readonly (readonly string[])[];
  };
  /** What the numbers say. */
  readonly sentence: string;
}

/** What an experiment runs on. */
export interface Stage {
  readonly progress: (done: number, total: number) => void;
  /** Shows what there is so far; not every call is drawn. */
  readonly show: (picture: () => Picture) => void;
  readonly digits: () => Promise<Digits>;
}

/** Measures, and returns the last picture. */
export type Experiment<Name extends ExperimentName> = (
  settings: SettingsOf[Name],
  stage: Stage,
) => Promise<Picture>;
