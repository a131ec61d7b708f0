import { checkOptions, formatShape, sameShape, scope, type Tensor } from '@plumbline/tensor';
import { checkNumber } from '../check-number.ts';
import { checkSameShape } from './check-same-shape.ts';
import { type LossOptions, reduce } from './reduction.ts';

/*
 * Losses for pairs that belong together (target 1) or don't (target -1). Each ends in max(0, x), and
 * as in PyTorch the gradient passes where x is 0: clamp, not relu.
 */

/** Options of losses with a margin. */
export interface MarginOptions extends LossOptions {
  /** From which distance on a pair counts as apart. */
  readonly margin?: number;
}

/**
 * 1 - cos(a, b) where the target is 1, max(0, cos(a, b) - margin) where it is -1, for vectors a and b
 * [N, D] or [D] and targets [N] or []; `margin` is 0 by default. A scalar, or the target's shape with
 * reduction 'none'. RangeError for other shapes.
 */
export function cosineEmbedding(
  a: Tensor,
  b: Tensor,
  target: Tensor,
  options: MarginOptions = {},
): Tensor {
  checkOptions('cosineEmbedding', options, ['margin', 'reduction']);
  const { margin = 0, reduction } = options;
  checkNumber(margin, 'cosineEmbedding: margin', -1, 1);
  checkSameShape('cosineEmbedding', a, b);
  if (a.rank < 1 || a.rank > 2 || !sameShape(target.shape, a.shape.slice(0, -1))) {
    const [pair, found] = [formatShape(a.shape), formatShape(target.shape)];
    throw new RangeError(
      `cosineEmbedding: vectors ${pair} and a target of ${found}; expected [N, D] and [N]`,
    );
  }
  return scope(() => {
    // PyTorch's epsilon, which keeps vectors of zeros from 0 / 0.
    const [ofA, ofB] = [a, b].map((x) => x.square().sum(-1).add(1e-12));
    const cosine = a.mul(b).sum(-1).mul(ofA!.mul(ofB!).rsqrt());
    const together = cosine.neg().add(1);
    return reduce(together.where(target.gt(0), cosine.sub(margin).clamp(0)), reduction);
  });
}

/**
 * The distance x where the target is 1, max(0, margin - x) where it is -1; `margin` is 1 by default.
 * A scalar, or the inputs' shape with reduction 'none'. RangeError unless the shapes are equal.
 */
export function hingeEmbedding(x: Tensor, target: Tensor, options: MarginOptions = {}): Tensor {
  checkOptions('hingeEmbedding', options, ['margin', 'reduction']);
  const { margin = 1, reduction } = options;
  checkNumber(margin, 'hingeEmbedding: margin');
  checkSameShape('hingeEmbedding', x, target);
  return scope(() => reduce(x.where(target.gt(0), x.neg().add(margin).clamp(0)), reduction));
}

/**
 * max(0, margin - target (a - b)): target 1 wants a to be larger, -1 wants b to be; `margin` is 0 by
 * default. A scalar, or the inputs' shape with reduction 'none'. RangeError unless the shapes are
 * equal.
 */
export function marginRanking(
  a: Tensor,
  b: Tensor,
  target: Tensor,
  options: MarginOptions = {},
): Tensor {
  checkOptions('marginRanking', options, ['margin', 'reduction']);
  const { margin = 0, reduction } = options;
  checkNumber(margin, 'marginRanking: margin');
  checkSameShape('marginRanking', a, b);
  checkSameShape('marginRanking', a, target);
  return scope(() => reduce(target.neg().mul(a.sub(b)).add(margin).clamp(0), reduction));
}

/**
 * ln(1 + e^(-target x)): logistic loss for targets of 1 and -1. A scalar, or the inputs' shape with
 * reduction 'none'. RangeError unless the shapes are equal.
 */
export function softMargin(x: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  checkOptions('softMargin', options, ['reduction']);
  checkSameShape('softMargin', x, target);
  return scope(() => reduce(target.mul(x).logSigmoid().neg(), options.reduction));
}
