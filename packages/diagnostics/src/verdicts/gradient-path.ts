import type { Station } from './stations.ts';

/** A change of the gradient between the loss and the input. */
export interface Change {
  /** Where it is worst, relative to the last station. */
  readonly ratio: number;
  /** The layer that changes it most and at once; null where all of them do, each a little. */
  readonly culprit: Station | null;
  /** Where it is too weak or too strong, as the gradient meets them: from the loss backward. */
  readonly stations: readonly Station[];
}

/** How much a single layer may change the gradient before it is the culprit. */
const local = 100;

/**
 * Where the gradient falls below `ratio` times what it is at the last station, and stays there all
 * the way to the input. A weak gradient with a strong one before it in running order is no loss: that
 * layer is in a branch, and a way around it carries the gradient on.
 */
export function lossTowardsInput(path: readonly Station[], ratio: number): Change | null {
  const strongest = path.map((_, i) => Math.max(...path.slice(0, i + 1).map((s) => s.gradient)));
  const reference = path.at(-1)?.gradient ?? Number.NaN;
  const last = strongest.findLastIndex((gradient) => gradient < ratio * reference);
  const [worst, weak, next] = [strongest[0], strongest[last], path[last + 1]];
  if (worst === undefined || weak === undefined || next === undefined) return null;
  return {
    ratio: worst / reference,
    culprit: weak * local <= next.gradient ? blamed(path, last, next) : null,
    stations: path.slice(0, last + 1).reverse(),
  };
}

/** Where the gradient is stronger than `ratio` times what it is at the last station. */
export function growthTowardsInput(path: readonly Station[], ratio: number): Change | null {
  const reference = path.at(-1)?.gradient ?? Number.NaN;
  const last = path.slice(0, -1).findLastIndex(({ gradient }) => gradient > ratio * reference);
  const [here, next] = [path[last], path[last + 1]];
  if (here === undefined || next === undefined) return null;
  const after = path.slice(last + 1).map(({ gradient }) => gradient);
  return {
    ratio: Math.max(...path.map(({ gradient }) => gradient)) / reference,
    culprit: here.gradient >= local * Math.max(...after) ? blamed(path, last, next) : null,
    stations: path
      .slice(0, last + 1)
      .filter((s) => s.gradient > ratio * reference)
      .reverse(),
  };
}

/** What lies between station `index` and `next`: the block that begins there, or the layer `next`. */
function blamed(path: readonly Station[], index: number, next: Station): Station {
  const here = path[index];
  const isBlock = here !== undefined && here.layer === null;
  return isBlock || next.layer === null ? (here ?? next) : next;
}

/** The names of a change's layers: the culprit, then where it shows. */
export function layersOf({ culprit, stations }: Change): string[] {
  const names = stations.map(({ name }) => name);
  return culprit === null ? names : [...new Set([culprit.name, ...names])];
}
