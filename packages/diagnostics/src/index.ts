export type { SplitTerms } from './split-tap.ts';
export { Flow, type SplitListener, type WatchOptions, watch } from './watch.ts';
