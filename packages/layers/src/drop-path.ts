import type { Shape } from '@plumbline/tensor';
import { DropsParts } from './dropout.ts';

/**
 * Stochastic depth, for the end of a residual branch: in training each sample (index of the first
 * axis) is zero with probability `p`, and 1 / (1 - p) times itself otherwise, so that its
 * expectation stays; in `eval` it is the input (Huang et al. 2016, "Deep networks with stochastic
 * depth", section 3, which scales in `eval` instead). Draws from the generator that `manualSeed`
 * seeds. `new Residual(branch, { scale: new DropPath(0.2) })`.
 */
export class DropPath extends DropsParts {
  constructor(p = 0.5) {
    super('DropPath', p);
  }

  /** Each sample is a part. RangeError for an input without axes. */
  protected partsOf(shape: Shape): Shape {
    if (shape.length === 0) throw new RangeError('DropPath: an input without axes has no samples');
    return shape.map((size, axis) => (axis === 0 ? size : 1));
  }
}
