import type { Experiment } from './experiment.ts';

export interface Entry {
  readonly name: string;
  /** What it shows, in a line. */
  readonly about: string;
  /** Whether it trains on images; the others draw their inputs. */
  readonly usesData: boolean;
  readonly load: () => Promise<Experiment>;
}

/** All experiments. What one needs is loaded when it runs. */
export const experiments: readonly Entry[] = [
  {
    name: 'depth',
    about: 'gradient at the first layer against depth, at initialization: exponential against flat',
    usesData: false,
    load: async () => (await import('./depth.ts')).depth,
  },
  {
    name: 'share',
    about: 'identity share of the gradient through training, with batch norm and with SkipInit',
    usesData: true,
    load: async () => (await import('./share.ts')).share,
  },
  {
    name: 'path-lengths',
    about: 'gradient by path length in a trained network of 54 blocks: short paths carry it',
    usesData: true,
    load: async () => (await import('./path-lengths.ts')).pathLengths,
  },
  {
    name: 'lesion',
    about: 'accuracy without a block, residual against plain: one needs all, one does not',
    usesData: true,
    load: async () => (await import('./lesion.ts')).lesion,
  },
  {
    name: 'shattering',
    about: 'correlation between gradients against depth, exponent by exponent',
    usesData: false,
    load: async () => (await import('./shattering.ts')).shattering,
  },
  {
    name: 'shortcuts',
    about: 'identity, constant, gated, convolved and dropped-out shortcuts, ranked',
    usesData: true,
    load: async () => (await import('./shortcuts.ts')).shortcuts,
  },
];
