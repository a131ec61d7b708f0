export type { Batches } from './lesion/batches.ts';
export { type LesionOptions, lesion } from './lesion/lesion.ts';
export type { RandomDropOptions } from './lesion/random-drops.ts';
export type { Swaps } from './lesion/swap-pairs.ts';
export { type PathsOptions, paths } from './paths/paths.ts';
export type { Sample, SampleOptions } from './sample.ts';
export type { SplitTerms } from './split-tap.ts';
export { formatBytes, Summary, type SummaryRow, summary } from './summary/summary.ts';
export { Flow, type SplitListener, type WatchOptions, watch } from './watch.ts';
