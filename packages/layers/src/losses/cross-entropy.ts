import {
  checkOptions,
  dispatch,
  formatShape,
  isFloat,
  ops,
  sameShape,
  scope,
  type Tensor,
} from '@plumbline/tensor';
import { checkNumber } from '../check-number.ts';
import { checkWeight, type LabelledOptions, labelledLoss, rowsOf, samplesOf } from './labelled.ts';
import { reduce } from './reduction.ts';

/** Options of `crossEntropy`. */
export interface CrossEntropyOptions extends LabelledOptions {
  /**
   * Which share of every target is spread evenly over all classes, 0 to 1 (Szegedy et al. 2015,
   * "Rethinking the Inception architecture", section 7). Default 0.
   */
  readonly labelSmoothing?: number;
}

/**
 * -log softmax(logits)[label]: how surprised the softmax of `logits` [N, C], [N, C, ...] or [C] (any
 * float) is by the right classes: int32 labels [N], [N, ...] or [], 0 to C - 1. Or by probabilities,
 * floats of the logits' shape: -Σ probability · log softmax. A scalar, or one loss a sample with
 * reduction 'none'. A mean is over the labels that count, weighted, or over all samples.
 *
 * Errors: RangeError where the shapes don't fit or a label is no class, TypeError for targets that
 * are neither int32 labels nor float probabilities.
 */
export function crossEntropy(
  logits: Tensor,
  target: Tensor,
  options: CrossEntropyOptions = {},
): Tensor {
  checkOptions('crossEntropy', options, ['weight', 'ignoreIndex', 'labelSmoothing', 'reduction']);
  const { labelSmoothing = 0 } = options;
  checkNumber(labelSmoothing, 'crossEntropy: labelSmoothing', 0, 1);
  if (!isFloat(logits.dtype)) {
    throw new TypeError(
      `crossEntropy: logits must be float, got ${logits.dtype}; use logits.to('float32')`,
    );
  }
  if (isFloat(target.dtype) && !sameShape(target.shape, logits.shape)) {
    const [a, b] = [formatShape(target.shape), formatShape(logits.shape)];
    throw new TypeError(
      `crossEntropy: a target of ${target.dtype} ${a} for logits ${b}; expected int32 labels ` +
        "(labels.to('int32')), or probabilities of the logits' shape",
    );
  }
  return scope(() =>
    isFloat(target.dtype)
      ? ofProbabilities(logits, target, options)
      : ofLabels(logits, target, options),
  );
}

function ofLabels(logits: Tensor, labels: Tensor, options: CrossEntropyOptions): Tensor {
  const { labelSmoothing = 0, weight } = options;
  return labelledLoss('crossEntropy', logits, labels, options, (rows, given, weights) => {
    const plain = dispatch(ops.crossEntropy, [rows, given.all], { ignoreIndex: given.ignored });
    const losses = weights === null ? plain : plain.mul(weights);
    if (labelSmoothing === 0) return losses;
    const spread = rows.logSoftmax();
    const even = (weight === undefined ? spread : spread.mul(weight)).sum(1);
    const share = labelSmoothing / rows.shape[1]!;
    return given.counted(losses.mul(1 - labelSmoothing).sub(even.mul(share)));
  });
}

function ofProbabilities(logits: Tensor, target: Tensor, options: CrossEntropyOptions): Tensor {
  const { labelSmoothing = 0, weight, reduction } = options;
  if (weight !== undefined) checkWeight('crossEntropy', logits, weight);
  const rows = rowsOf(logits).logSoftmax();
  const given = rowsOf(target);
  const share = labelSmoothing / rows.shape[1]!;
  const smooth = labelSmoothing === 0 ? given : given.mul(1 - labelSmoothing).add(share);
  const products = rows.mul(smooth);
  const losses = (weight === undefined ? products : products.mul(weight)).sum(1).neg();
  return reduce(losses.reshape(samplesOf(logits)), reduction);
}
