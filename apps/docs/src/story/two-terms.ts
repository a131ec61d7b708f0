import { backward } from '@plumbline/autograd';
import { Linear, Residual, Sequential } from '@plumbline/layers';
import { Generator, randn, scope } from '@plumbline/tensor';
import { blockTerms } from './gradient-flow.ts';

/** How many numbers x and its gradient have. */
const width = 8;
const dtype = 'float64';

/** A gradient: its numbers and its length. */
export interface GradientTerm {
  readonly values: readonly number[];
  readonly norm: number;
}

/** dL/dx of out = x + W2 · W3 · x, and the two terms it is the sum of. */
export interface TwoTerms {
  /** dL/dout */
  readonly identity: GradientTerm;
  /** dL/dout · W2 · W3 */
  readonly branch: GradientTerm;
  readonly whole: GradientTerm;
}

/**
 * Runs the block forward and backward with W2 and W3 `gain` times what they were drawn as: exact, in
 * float64, on the same x and dL/dout whatever the gain.
 */
export function computeTwoTerms(gain: number): TwoTerms {
  return scope(() => {
    const generator = new Generator(3);
    const draw = (...shape: number[]) => randn(shape, { dtype, generator });
    const [gradient, x] = [draw(1, width), draw(1, width)];
    const layer = () => {
      const linear = new Linear(width, width, { bias: false, dtype });
      linear.weight.assign(draw(width, width).mul(gain / Math.sqrt(width)));
      return linear;
    };
    const [w2, w3] = [layer(), layer()];
    const model = new Sequential(new Residual(new Sequential(w3, w2)));
    const { identity, branch, whole } = blockTerms(model, () =>
      backward(model.forward(x), { gradient }),
    );
    return { identity: termOf(identity), branch: termOf(branch), whole: termOf(whole) };
  });
}

function termOf(values: readonly number[]): GradientTerm {
  return { values, norm: Math.hypot(...values) };
}
