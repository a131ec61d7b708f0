import type { ExperimentName } from './catalog.ts';
import { depth } from './depth.ts';
import type { Experiment } from './experiment.ts';
import { landscape } from './landscape.ts';
import { lesion } from './lesion.ts';
import { paths } from './paths.ts';
import { shattering } from './shattering.ts';

export const runners: { readonly [Name in ExperimentName]: Experiment<Name> } = {
  depth,
  paths,
  lesion,
  shattering,
  landscape,
};
