import type { Outcome, RandomLesion } from '@plumbline/report';
import { checkOptions, Generator, permutation } from '@plumbline/tensor';
import { checkCount } from '../check-count.ts';
import type { Block } from './blocks.ts';

/** What `lesion` takes out at random. */
export interface RandomDropOptions {
  /** How many blocks at once. Default: a quarter, half and three quarters of them. */
  readonly dropped?: readonly number[];
  /** How often for each number, each time other blocks. Default 10. */
  readonly trials?: number;
  /** Decides which blocks, whatever `manualSeed` was called with. Default 0. */
  readonly seed?: number;
}

/** The blocks to be taken out together in each trial. */
export type RandomDrop = readonly (readonly Block[])[];

/** RangeError for numbers that are not whole or that `blocks` has not so many for. */
export function randomDrops(blocks: readonly Block[], options: RandomDropOptions): RandomDrop[] {
  checkOptions('lesion: random', options, ['dropped', 'trials', 'seed']);
  const { dropped = quarters(blocks.length), trials = 10, seed = 0 } = options;
  checkCount(trials, 'lesion: random.trials');
  const generator = new Generator(seed);
  return dropped.map((count) => {
    if (!Number.isInteger(count) || count < 1 || count > blocks.length) {
      throw new RangeError(
        `lesion: random.dropped has ${count}, but from 1 to ${blocks.length} blocks can be taken ` +
          'out (those that are not residual only where they keep the shape)',
      );
    }
    return Array.from({ length: trials }, () =>
      [...permutation(blocks.length, generator).subarray(0, count)].map((i) => blocks[i]!),
    );
  });
}

function quarters(blocks: number): number[] {
  const counts = [0.25, 0.5, 0.75].map((share) => Math.round(share * blocks));
  return [...new Set(counts)].filter((count) => count > 0 && count < blocks);
}

/** Mean and standard deviation of what the trials gave; the deviation of a single one is NaN. */
export function summary(dropped: number, outcomes: readonly Outcome[]): RandomLesion {
  const meanOf = (values: readonly number[]) =>
    values.reduce((sum, x) => sum + x, 0) / values.length;
  const losses = outcomes.map(({ loss }) => loss);
  const meanLoss = meanOf(losses);
  const squares = losses.reduce((sum, loss) => sum + (loss - meanLoss) ** 2, 0);
  const deviation = Math.sqrt(squares / (losses.length - 1));
  const accuracies = outcomes.flatMap(({ accuracy }) => accuracy ?? []);
  const meanAccuracy = accuracies.length === 0 ? {} : { meanAccuracy: meanOf(accuracies) };
  return { dropped, trials: outcomes.length, meanLoss, deviation, ...meanAccuracy };
}
