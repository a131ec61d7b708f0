import type { Team } from '../threads/team.ts';
import { rangeOf } from './split.ts';

/** A part that a thread of its own takes has this many elements at least: waking it costs time. */
const elementsPerPart = 2 ** 15;

/**
 * Splits 0 to `size` among the threads of a team and calls `work` for each part, with its number.
 * `elements` says how much work it is altogether; little of it stays on this thread.
 */
export function shareOut(
  team: Team,
  size: number,
  elements: number,
  work: (start: number, count: number, part: number) => void,
): void {
  const parts = partCount(team, size, elements);
  if (parts === 1) {
    work(0, size, 0);
    return;
  }
  team.run(parts, (part) => {
    const { start, length } = rangeOf(size, parts, part);
    work(start, length, part);
  });
}

/** How many parts `shareOut` makes at most. */
export function partCount(team: Team, size: number, elements: number): number {
  return Math.max(1, Math.min(team.size, size, Math.floor(elements / elementsPerPart)));
}
