import {
  broadcastShapes,
  checkOptions,
  formatShape,
  sameShape,
  scope,
  type Tensor,
} from '@plumbline/tensor';
import { checkSameShape } from './check-same-shape.ts';
import { type LossOptions, reduce } from './reduction.ts';

/** Options of `bce`. */
export interface BceOptions extends LossOptions {
  /** What each loss is multiplied by; a shape that broadcasts to the inputs'. Default 1. */
  readonly weight?: Tensor;
}

/** Options of `bceWithLogits`. */
export interface BceWithLogitsOptions extends BceOptions {
  /**
   * How much targets of 1 count beside those of 0; a shape that broadcasts to the inputs', [C] for
   * one number a class. Default 1.
   */
  readonly posWeight?: Tensor;
}

/**
 * Binary cross entropy of probabilities σ(logits): -target ln σ(logits) - (1 - target)
 * ln(1 - σ(logits)), without overflow. Targets are floats of the logits' shape, from 0 to 1. A
 * scalar, or the inputs' shape with reduction 'none'. RangeError for other shapes.
 */
export function bceWithLogits(
  logits: Tensor,
  target: Tensor,
  options: BceWithLogitsOptions = {},
): Tensor {
  checkOptions('bceWithLogits', options, ['weight', 'posWeight', 'reduction']);
  checkSameShape('bceWithLogits', logits, target);
  const { posWeight, weight, reduction } = options;
  return scope(() => {
    // ln(1 - σ(x)) = ln σ(x) - x.
    const likelihood = logits.logSigmoid();
    const ofBoth =
      posWeight === undefined
        ? likelihood
        : likelihood.mul(
            target.mul(fitting('bceWithLogits: posWeight', posWeight, logits).sub(1)).add(1),
          );
    const losses = logits.mul(target.neg().add(1)).sub(ofBoth);
    return reduce(weighted('bceWithLogits', losses, weight), reduction);
  });
}

/**
 * Binary cross entropy of `probabilities`: -target ln p - (1 - target) ln(1 - p), logarithms at least
 * -100, where they have no gradient; `bceWithLogits` has one everywhere. Targets are floats of the
 * same shape. A scalar, or the inputs' shape with reduction 'none'. RangeError for other shapes; NaN
 * for a p that is no probability.
 */
export function bce(probabilities: Tensor, target: Tensor, options: BceOptions = {}): Tensor {
  checkOptions('bce', options, ['weight', 'reduction']);
  checkSameShape('bce', probabilities, target);
  return scope(() => {
    const [ofOne, ofZero] = [probabilities, probabilities.neg().add(1)].map(limitedLog);
    const likelihood = ofOne!.mul(target).add(ofZero!.mul(target.neg().add(1)));
    return reduce(weighted('bce', likelihood.neg(), options.weight), options.reduction);
  });
}

/** max(ln p, -100), and no 0 · ∞ in its gradient at 0. */
function limitedLog(p: Tensor): Tensor {
  const isPossible = p.ne(0);
  return p.where(isPossible, 1).log().maximum(-100).where(isPossible, -100);
}

function weighted(loss: string, losses: Tensor, weight: Tensor | undefined): Tensor {
  return weight === undefined ? losses : losses.mul(fitting(`${loss}: weight`, weight, losses));
}

/** RangeError unless `weight` broadcasts to the losses' own shape. */
function fitting(name: string, weight: Tensor, losses: Tensor): Tensor {
  if (sameShape(broadcastShapes([weight.shape, losses.shape], name), losses.shape)) return weight;
  const [a, b] = [formatShape(weight.shape), formatShape(losses.shape)];
  throw new RangeError(`${name}: a shape of ${a} is larger than the losses' ${b}`);
}
