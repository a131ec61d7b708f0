import { checkOptions, scope, type Tensor } from '@plumbline/tensor';
import { type LabelledOptions, labelledLoss, pick } from './labelled.ts';

/**
 * -logProbabilities[label] times the label's weight: the negative log likelihood, for log
 * probabilities [N, C], [N, C, ...] or [C] (of `logSoftmax`, say; `crossEntropy` is both at once)
 * and int32 labels [N], [N, ...] or []. A mean is over the weights of the labels that count. A
 * scalar, or the labels' shape with reduction 'none'.
 *
 * Errors: RangeError where the shapes don't fit or a label is no class, TypeError for labels that
 * are not int32.
 */
export function nll(
  logProbabilities: Tensor,
  labels: Tensor,
  options: LabelledOptions = {},
): Tensor {
  checkOptions('nll', options, ['weight', 'ignoreIndex', 'reduction']);
  return scope(() =>
    labelledLoss(
      'nll',
      logProbabilities,
      labels,
      options,
      (rows, { classes, counted }, weights) => {
        const losses = counted(pick('nll', rows, classes()).neg());
        return weights === null ? losses : losses.mul(weights);
      },
    ),
  );
}
