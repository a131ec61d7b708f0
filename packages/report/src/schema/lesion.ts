import * as v from 'valibot';
import { count, formatOf, number } from './format.ts';

/**
 * The loss of a trained network with blocks taken out or swapped (Veit et al. 2016, sections 4.1 to
 * 4.3). A block taken out leaves its shortcut.
 */
export interface Lesion {
  /** Of the network as it is. */
  readonly whole: Outcome;
  /** With one block taken out. */
  readonly dropped: readonly (Outcome & { readonly block: string })[];
  /** With two blocks in each other's place. */
  readonly swapped?: readonly (Outcome & { readonly blocks: readonly [string, string] })[];
  /** With some blocks taken out at random. */
  readonly random?: readonly RandomLesion[];
  /** The plain twin's, for comparison. */
  readonly twin?: Lesion;
}

/** How good a network is. */
export interface Outcome {
  /** The mean over the examples. */
  readonly loss: number;
  /** 0 to 1. */
  readonly accuracy?: number;
}

/** What became of the network with as many blocks taken out at random, several times. */
export interface RandomLesion {
  /** How many blocks were taken out. */
  readonly dropped: number;
  /** How often it was tried, each time with other blocks. */
  readonly trials: number;
  /** The mean loss of the trials. */
  readonly meanLoss: number;
  /** Standard deviation of the loss between the trials. */
  readonly deviation: number;
  /** The mean accuracy of the trials, 0 to 1. */
  readonly meanAccuracy?: number;
}

const outcome = { loss: number, accuracy: v.exactOptional(number) };

const parts = {
  whole: formatOf<Outcome>()(v.object(outcome)),
  dropped: v.array(v.object({ ...outcome, block: v.string() })),
  swapped: v.exactOptional(
    v.array(v.object({ ...outcome, blocks: v.tuple([v.string(), v.string()]) })),
  ),
  random: v.exactOptional(
    v.array(
      formatOf<RandomLesion>()(
        v.object({
          dropped: count,
          trials: count,
          meanLoss: number,
          deviation: number,
          meanAccuracy: v.exactOptional(number),
        }),
      ),
    ),
  ),
};

/** A twin's own twin is left out: it has none, and a file could nest them without end. */
const twin: v.GenericSchema<unknown, Lesion> = v.object(parts);

export const lesionFormat = formatOf<Lesion>()(v.object({ ...parts, twin: v.exactOptional(twin) }));
