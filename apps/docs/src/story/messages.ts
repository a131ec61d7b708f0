import type { NetworkName, StorySettings } from './settings.ts';

/** To the worker. */
export type Request =
  /** New networks, untrained; what is measured of them comes as progress of step 0. */
  | { readonly type: 'build'; readonly run: number; readonly settings: StorySettings }
  | { readonly type: 'start' }
  | { readonly type: 'pause' }
  /** One training step. */
  | { readonly type: 'step' };

/** From the worker. */
export type Reply =
  | { readonly type: 'progress'; readonly progress: Progress }
  /** All steps are done. */
  | { readonly type: 'finished'; readonly run: number }
  | { readonly type: 'failed'; readonly message: string };

/** Both networks after `step` training steps. */
export interface Progress {
  /** The number of the `build` that this belongs to. */
  readonly run: number;
  readonly step: number;
  readonly networks: Readonly<Record<NetworkName, NetworkProgress>>;
}

/** What a forward and backward pass on a batch showed. */
export interface Measured {
  readonly loss: number;
  /** Norms of the weights' gradients, first layer to last. */
  readonly gradientNorms: readonly number[];
}

export interface NetworkProgress extends Measured {
  /** The share of the test digits that it reads right, 0 to 1; measured every few steps. */
  readonly accuracy: number;
}
