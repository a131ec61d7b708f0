import { isWhole, type View } from '../engine.ts';
import type { Block } from '../memory/residency.ts';
import { DeferredOp } from './deferred-op.ts';
import type { Fusion } from './fuse.ts';

/** Elements from which it matters: less stays in the first-level cache wherever it is. */
const leastElements = 2 ** 14;
const noPlaces: ReadonlyMap<DeferredOp, Block> = new Map();

/**
 * Which of the ops that an expression stores can take the place of an input that nothing reads after
 * it: less goes through the caches, and none of them takes memory.
 */
export function freePlaces({ inputs, roots }: Fusion): ReadonlyMap<DeferredOp, Block> {
  const { length } = roots[0]!.buffer;
  if (length < leastElements) return noPlaces;
  const places = new Map<DeferredOp, Block>();
  const ending = endingHolds(roots);
  const takers = roots.filter(({ buffer }) => buffer.dtype === 'float32');
  for (const input of inputs) {
    const taker = takers[places.size];
    if (typeof input === 'number' || taker === undefined) continue;
    const { buffer } = input;
    // Once it has been given away nobody else finds its last read.
    if (buffer.references !== ending.get(buffer) || buffer.length !== length) continue;
    if (!inputs.every((other) => canBeReplaced(other, buffer))) continue;
    places.set(taker, buffer);
    ending.delete(buffer);
  }
  return places;
}

/** Whether a read of `buffer` finds each element where its result is written. */
function canBeReplaced(input: View | number, buffer: Block): boolean {
  if (typeof input === 'number' || input.buffer !== buffer) return true;
  return buffer.dtype === 'float32' && isWhole(input);
}

/** How many holds of each block end once `roots` are stored: theirs, and those of ops that only they read. */
function endingHolds(roots: readonly DeferredOp[]): Map<Block, number> {
  const ending = new Map<Block, number>();
  const end = (op: DeferredOp): void => {
    for (const input of op.inputs) {
      if (typeof input === 'number') continue;
      const { buffer } = input;
      const count = (ending.get(buffer) ?? 0) + 1;
      ending.set(buffer, count);
      const { pending } = buffer;
      const isDropped =
        pending instanceof DeferredOp && !roots.includes(pending) && buffer.references === count;
      if (isDropped) end(pending);
    }
  };
  for (const root of roots) end(root);
  return ending;
}
