/** The threads that share an engine's work (OpenMP's word). */
export interface Team {
  /** How many there are, this one included. */
  readonly size: number;
  /**
   * Calls `part(0)` to `part(parts - 1)`. The kernels that a part calls run in order, on a thread of
   * its own where there is one; parts run in any order or at the same time. So a part writes only
   * through kernels (or into its own scratch space), reads nothing that another part writes, and does
   * not look at what its kernels have written. Kernels that are called later run after all parts.
   */
  run(parts: number, part: (index: number) => void): void;
  /**
   * Kernels may run behind what calls them. Waits until all that were called have run: before this
   * thread itself reads or writes where kernels do.
   */
  catchUp(): void;
  /** Runs `body`, which writes where kernels read, with kernels that run when they are called. */
  atOnce(body: () => void): void;
}

/** This thread alone. */
export const solo: Team = {
  size: 1,
  run(parts, part) {
    for (let index = 0; index < parts; index++) part(index);
  },
  catchUp() {},
  atOnce: (body) => body(),
};
