import {
  checkOptions,
  formatShape,
  isFloat,
  oneHot,
  randperm,
  type Tensor,
} from '@plumbline/tensor';
import { checkWhole } from '../check-whole.ts';
import { symmetricBeta } from './beta.ts';
import type { Transform } from './transform.ts';

/** Options of `mixup`. */
export interface MixupOptions {
  /** How many classes there are. */
  readonly classes: number;
  /** The larger, the more alike are both shares. Default 1: all shares are equally likely. */
  readonly alpha?: number;
}

/**
 * Mixes every example with another one of its batch, inputs and labels alike: share * a +
 * (1 - share) * b, with one share a batch out of Beta(alpha, alpha). Zhang et al. 2017, "mixup: beyond
 * empirical risk minimization", section 2.
 *
 * Labels, int32 [B], become probabilities, float32 [B, classes] (which may come in too). Their loss is
 * `crossEntropy(logits, y)`, which takes both.
 *
 * RangeError for an `alpha` not above 0, and for labels that are none.
 */
export function mixup(options: MixupOptions): Transform {
  checkOptions('mixup', options, ['classes', 'alpha']);
  const { classes, alpha = 1 } = options;
  checkWhole(classes, 1, 'mixup: classes');
  if (!(alpha > 0 && alpha < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`mixup: alpha is a number above 0, got ${alpha}`);
  }
  return ([x, y], random) => {
    const share = symmetricBeta(alpha, random);
    const order = randperm(x.shape[0] ?? 0, random);
    const mix = (a: Tensor) => a.mul(share).add(a.indexSelect(0, order).mul(1 - share));
    return [mix(x), mix(probabilities(y, classes))];
  };
}

function probabilities(y: Tensor, classes: number): Tensor {
  if (y.rank === 1 && y.dtype === 'int32') return oneHot(y, classes);
  if (y.rank === 2 && y.shape[1] === classes && isFloat(y.dtype)) return y;
  throw new RangeError(
    `mixup: expected labels, int32 [B], or probabilities, float32 [B, ${classes}], ` +
      `got ${y.dtype} ${formatShape(y.shape)}`,
  );
}
