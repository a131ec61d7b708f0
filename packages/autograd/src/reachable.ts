import type { Tensor } from '@plumbline/tensor';
import { inputEntry, Leaf, Step, type TapeEntry } from './tape.ts';

/**
 * What `starts` were computed from, last made first. The search ends at leaves, at targets, and at
 * what is older than `since`, which is left out: that belongs to somebody else's graph.
 */
export function reachable(
  starts: readonly TapeEntry[],
  since: number,
  isTarget: (entry: TapeEntry) => boolean,
): TapeEntry[] {
  const found = new Set(starts.filter((start) => start.order >= since));
  for (const entry of found) {
    if (entry instanceof Leaf || isTarget(entry)) continue;
    entry.checkVersions();
    for (const input of entry.inputs) {
      const next = inputEntry(input);
      if (next !== null && next.order >= since) found.add(next);
    }
  }
  return [...found].sort((a, b) => b.order - a.order);
}

/** The tensors that `entries` read and that none of them, nor a leaf of theirs, stands for. */
export function readFromOutside(entries: readonly TapeEntry[], since: number): Set<Tensor> {
  const tensors = new Set<Tensor>();
  for (const entry of entries) {
    if (!(entry instanceof Step) || entry.isConsumed) continue;
    for (const input of entry.inputs) {
      if (typeof input === 'number') continue;
      const source = inputEntry(input);
      if (source === null || source.order < since) tensors.add(input);
    }
  }
  return tensors;
}

/** Forgets a graph that no pass will go through. */
export function discard(entries: readonly TapeEntry[]): void {
  for (const entry of entries) {
    if (entry instanceof Step && !entry.isConsumed) entry.consume();
  }
}
