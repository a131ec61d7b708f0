import type { Tensor } from '@plumbline/tensor';
import { dropParts } from './dropout.ts';
import { Module } from './module.ts';

/**
 * Stochastic depth, for the end of a residual branch: in training each sample (index of the first
 * axis) is zero with probability `p`, and 1 / (1 - p) times itself otherwise, so that its
 * expectation stays; in `eval` it is the input (Huang et al. 2016, "Deep networks with stochastic
 * depth", section 3, which scales in `eval` instead). Draws from the generator that `manualSeed`
 * seeds. `new Residual(branch, { scale: new DropPath(0.2) })`.
 */
export class DropPath extends Module {
  readonly p: number;

  /** RangeError unless `p` is from 0 to 1. */
  constructor(p = 0.5) {
    super();
    if (!(p >= 0 && p <= 1)) throw new RangeError(`DropPath: p must be from 0 to 1, got ${p}`);
    this.p = p;
  }

  forward(input: Tensor): Tensor {
    const { p } = this;
    if (!this.training || p === 0) return input;
    if (input.rank === 0) throw new RangeError('DropPath: an input without axes has no samples');
    const samples = input.shape.map((size, axis) => (axis === 0 ? size : 1));
    return dropParts(input, p, samples);
  }
}
