import { type FeatureMode, unjoined } from './assembler/feature-mode.ts';
import { joinsVectors } from './joins-vectors.ts';

/**
 * Kernels that are made twice where pairs of vectors can be joined: so, and without joining. A joined
 * kernel takes milliseconds to compile (it is optimized at once), the other a tenth of one: little
 * work is done before that pays. Both give the same bits.
 */
export class ByWork<Kernels> {
  readonly #mode: FeatureMode;
  readonly #leastWork: number;
  readonly #make: (mode: FeatureMode) => Kernels;
  #single: Kernels | null = null;
  #joined: Kernels | null = null;

  /** `leastWork` is the least that is worth it to join. */
  constructor(mode: FeatureMode, leastWork: number, make: (mode: FeatureMode) => Kernels) {
    this.#mode = mode;
    this.#leastWork = mode === 'wide' ? leastWork : Number.POSITIVE_INFINITY;
    this.#make = make;
  }

  /** Those for so much work. */
  for(work: number): Kernels {
    if (work < this.#leastWork || !joinsVectors()) return this.in(unjoined(this.#mode));
    return this.in(this.#mode);
  }

  /** Those of a mode. */
  in(mode: FeatureMode): Kernels {
    if (mode !== 'wide') {
      this.#single ??= this.#make(mode);
      return this.#single;
    }
    this.#joined ??= this.#make(mode);
    return this.#joined;
  }
}
