import type { Arena } from '../memory/arena.ts';
import type { Space } from './member.ts';

/**
 * Blocks of an arena that are kept for a use of their own. Whoever has one may write into it while
 * kernels are at work elsewhere, also on what the arena takes for free.
 */
export class SpareBlocks {
  readonly #arena: Arena;
  readonly #beforeNew: () => void;
  #spare: Space[] = [];

  /** `beforeNew` waits for kernels that may be at work: a new block may be one that they still read. */
  constructor(arena: Arena, beforeNew: () => void) {
    this.#arena = arena;
    this.#beforeNew = beforeNew;
  }

  take(bytes: number): Space {
    const index = this.#spare.findIndex((space) => space.bytes >= bytes);
    if (index >= 0) return this.#spare.splice(index, 1)[0]!;
    // One that is too small makes room.
    const [small] = this.#spare.splice(0, 1);
    if (small !== undefined) this.#arena.free(small.address, small.bytes);
    this.#beforeNew();
    return { address: this.#arena.allocate(bytes), bytes };
  }

  giveBack(spaces: readonly Space[]): void {
    this.#spare.push(...spaces);
  }
}
