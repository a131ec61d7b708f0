import { type ArrayView, elementCount } from '../../array-view.ts';
import type { Distribution, RandomKey } from '../../kernels.ts';
import type { Team } from '../../threads/team.ts';
import type { FeatureMode } from '../assembler/feature-mode.ts';
import { KernelCache } from '../kernel-cache.ts';
import { shareOut } from '../share-out.ts';
import { uniformRun } from './kernels.ts';

const wordRange = 2 ** 32;

/** Float32 uniform random numbers, the same bits as the reference kernel's. */
export class Random {
  readonly #mode: FeatureMode;
  readonly #team: Team;
  readonly #kernels: KernelCache;

  constructor(memory: WebAssembly.Memory, mode: FeatureMode, team: Team) {
    this.#mode = mode;
    this.#team = team;
    this.#kernels = new KernelCache(memory);
  }

  /** Runs and returns true, or returns false if it has no kernel for this. */
  run(
    distribution: Distribution,
    key: RandomKey,
    counter: number,
    { dtype, shape, offset }: ArrayView,
  ): boolean {
    if (distribution !== 'uniform' || dtype !== 'float32') return false;
    const size = elementCount(shape);
    const kernel = this.#kernels.get('uniform', () => uniformRun(this.#mode));
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
