import type { ExperimentName, SettingsOf } from './catalog.ts';
import type { Picture } from './experiment.ts';

/** To the worker: the one message that it gets. It is stopped by ending it. */
export interface Request<Name extends ExperimentName> {
  readonly name: Name;
  readonly settings: SettingsOf[Name];
}

/** From the worker. */
export type Reply =
  | { readonly type: 'progress'; readonly done: number; readonly total: number }
  | { readonly type: 'shown'; readonly picture: Picture }
  | { readonly type: 'finished'; readonly picture: Picture }
  | { readonly type: 'failed'; readonly message: string };
