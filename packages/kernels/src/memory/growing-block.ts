import type { Arena } from './arena.ts';

/** One block of an arena that grows to the largest space asked for; its content is lost each time. */
export class GrowingBlock {
  readonly #arena: Arena;
  #address = 0;
  #bytes = 0;

  constructor(arena: Arena) {
    this.#arena = arena;
  }

  /** The address of at least `bytes` bytes, until the next call. */
  readonly take = (bytes: number): number => {
    if (bytes > this.#bytes) {
      if (this.#bytes > 0) this.#arena.free(this.#address, this.#bytes);
      this.#bytes = 0;
      this.#address = this.#arena.allocate(bytes);
      this.#bytes = bytes;
    }
    return this.#address;
  };
}
