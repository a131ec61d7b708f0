import { type ArrayView, elementCount } from '../../array-view.ts';
import type { Distribution, RandomKey } from '../../kernels.ts';
import type { Team } from '../../threads/team.ts';
import type { FeatureMode } from '../assembler/feature-mode.ts';
import { KernelCache } from '../kernel-cache.ts';
import { shareOut } from '../share-out.ts';
import { randomRun } from './kernels.ts';

const wordRange = 2 ** 32;

/** Float32 random numbers: uniform ones have the reference kernel's bits, see `normal.ts`. */
export class Random {
  readonly #mode: FeatureMode;
  readonly #team: Team;
  readonly #kernels: KernelCache;

  constructor(memory: WebAssembly.Memory, mode: FeatureMode, team: Team) {
    this.#mode = mode;
    this.#team = team;
    this.#kernels = new KernelCache(memory, mode);
  }

  /** Runs and returns true, or returns false if it has no kernel for this. */
  run(
    distribution: Distribution,
    key: RandomKey,
    counter: number,
    { dtype, shape, offset }: ArrayView,
  ): boolean {
    if (dtype !== 'float32') return false;
    const size = elementCount(shape);
    const kernel = this.#kernels.get(distribution, () => randomRun(this.#mode, distribution));
    shareOut(this.#team, size, size, (start, count) => {
      for (let done = 0; done < count; ) {
        const from = counter + start + done;
        const low = from % wordRange;
        const run = Math.min(count - done, wordRange - low);
        const high = Math.floor(from / wordRange);
        kernel(key[0], key[1], low, high, (offset + start + done) * 4, run);
        done += run;
      }
    });
    return true;
  }
}
