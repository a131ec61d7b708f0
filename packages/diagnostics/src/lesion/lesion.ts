import type { Module } from '@plumbline/layers';
import type { Lesion, Outcome } from '@plumbline/report';
import { checkOptions } from '@plumbline/tensor';
import type { SampleOptions, Trial } from '../sample.ts';
import { undisturbed } from '../undisturbed.ts';
import { type Batches, trialsOf } from './batches.ts';
import { type Block, blocksOf, canDrop, type Whose } from './blocks.ts';
import { evaluate } from './evaluate.ts';
import { swapped, without } from './operate.ts';
import { type RandomDrop, type RandomDropOptions, randomDrops, summary } from './random-drops.ts';
import { type Swaps, swapPairs } from './swap-pairs.ts';

/** Options of `lesion`. */
export interface LesionOptions extends SampleOptions {
  /**
   * What is taken out: paths of modules, which don't have to be residual. Default: the residual
   * blocks that are in no other one.
   */
  readonly blocks?: readonly string[];
  /**
   * Which blocks change places: pairs of names, or neighbours whose shapes agree ('adjacent', the
   * default); false for none.
   */
  readonly swaps?: Swaps;
  /** How many blocks are taken out at random, and how often; false for none. */
  readonly random?: RandomDropOptions | false;
  /** A network to be compared, such as the plain one of the same depth. */
  readonly twin?: Module;
  /** `blocks` of the twin. Default: the same names as the model's. */
  readonly twinBlocks?: readonly string[];
  /** Called after each forward pass over all batches with something taken out or swapped. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * The loss of a trained network, and its accuracy where the targets are int32 classes, with each of
 * its blocks taken out, with blocks in each other's place, and with several taken out at random
 * (Veit et al. 2016, "Residual networks behave like ensembles of relatively shallow networks",
 * sections 4.1, 4.3 and 4.2). In `eval` mode; a loss is a mean over the examples of all batches.
 *
 * A residual block taken out leaves its shortcut, scaled as before, and the activation behind the
 * sum (`Residual.withoutBranch`). Any other block leaves its input, and is only taken out where its
 * output has the same shape: so a plain network is operated on by naming its blocks.
 *
 * `batches` is a sample, or several, which are held all at once. (A list of two tensors is an input
 * and its target.) Time: for each loss a forward pass over all batches, and the blocks concerned run
 * in vain. Memory: that of a forward pass.
 *
 * RangeError without residual blocks or batches, for names that there are not or that are inside of
 * each other, for pairs whose shapes differ, and for numbers of blocks that can't be taken out.
 */
export function lesion(model: Module, batches: Batches, options: LesionOptions = {}): Lesion {
  checkOptions('lesion', options, [
    'loss',
    'blocks',
    'swaps',
    'random',
    'twin',
    'twinBlocks',
    'onProgress',
  ]);
  const { twin, onProgress = () => {} } = options;
  return undisturbed(model, () => {
    const trials = trialsOf('lesion', batches, options);
    const own = planOf('model', model, options.blocks, trials, options);
    if (twin === undefined) return operate(own, trials, counter([own], onProgress));
    return undisturbed(twin, () => {
      const names = options.twinBlocks ?? own.blocks.map(({ name }) => name);
      const other = planOf('twin', twin, names, trials, options);
      const tick = counter([own, other], onProgress);
      return { ...operate(own, trials, tick), twin: operate(other, trials, tick) };
    });
  });
}

/** What is to be done to a network, and how it does as it is. */
interface Plan {
  readonly model: Module;
  readonly blocks: readonly Block[];
  readonly whole: Outcome;
  readonly drops: readonly Block[];
  readonly swaps: readonly (readonly [Block, Block])[];
  readonly random: readonly RandomDrop[];
}

function planOf(
  whose: Whose,
  model: Module,
  names: readonly string[] | undefined,
  trials: readonly Trial[],
  { swaps = 'adjacent', random = {} }: LesionOptions,
): Plan {
  model.eval();
  const run = () => evaluate(model, trials);
  const { result: whole, blocks } = blocksOf(whose, model, names, run);
  const drops = blocks.filter(canDrop);
  return {
    model,
    blocks,
    whole,
    drops,
    swaps: swapPairs(blocks, swaps),
    random: random === false ? [] : randomDrops(drops, random),
  };
}

function operate(plan: Plan, trials: readonly Trial[], tick: () => void): Lesion {
  const run = () => {
    const outcome = evaluate(plan.model, trials);
    tick();
    return outcome;
  };
  const { whole } = plan;
  const dropped = plan.drops.map((block) => ({ block: block.name, ...without([block], run) }));
  const swaps = plan.swaps.map(([a, b]) => {
    return { blocks: [a.name, b.name] as const, ...swapped(a, b, run) };
  });
  const random = plan.random.map((draws) => {
    const outcomes = draws.map((blocks) => without(blocks, run));
    return summary(draws[0]!.length, outcomes);
  });
  return {
    whole,
    dropped,
    ...(swaps.length > 0 ? { swapped: swaps } : {}),
    ...(random.length > 0 ? { random } : {}),
  };
}

/** Tells `onProgress` of every evaluation. */
function counter(
  plans: readonly Plan[],
  onProgress: (done: number, total: number) => void,
): () => void {
  const counts = plans.map(({ drops, swaps, random }) => {
    return drops.length + swaps.length + random.flat().length;
  });
  const total = counts.reduce((sum, count) => sum + count, 0);
  let done = 0;
  return () => onProgress(++done, total);
}
