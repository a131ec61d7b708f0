import { formatShape, sameShape, type Tensor } from '@plumbline/tensor';
import { type LossOptions, reduce } from './reduction.ts';

/** Options of losses of scores for labels. */
export interface LabelledOptions extends LossOptions {
  /** How much each class counts, [C], in the scores' dtype. Default: all the same. */
  readonly weight?: Tensor;
  /**
   * A label whose samples count for nothing; null: none, so that a label that is no class is always
   * an error. Default -100.
   */
  readonly ignoreIndex?: number | null;
}

/** Labels of rows. */
export interface RowLabels {
  /** [M], also those that count for nothing. */
  readonly all: Tensor;
  /** The label that counts for nothing. */
  readonly ignored: number | null;
  /** The same with 0 in its place. */
  classes(): Tensor;
  /** 0 in the rows that count for nothing. */
  counted(rows: Tensor): Tensor;
}

/**
 * The loss of scores [N, C], [N, C, ...] or [C] for int32 labels [N], [N, ...] or []: `lossOf` says
 * it for rows [M, C], 0 where a label counts for nothing, with the weights of the labels [M] where
 * there are any. A mean is over the weights of the labels that count.
 */
export function labelledLoss(
  loss: string,
  scores: Tensor,
  labels: Tensor,
  { weight, ignoreIndex: ignored = -100, reduction = 'mean' }: LabelledOptions,
  lossOf: (rows: Tensor, labels: RowLabels, weights: Tensor | null) => Tensor,
): Tensor {
  checkLabels(loss, scores, labels);
  if (weight !== undefined) checkWeight(loss, scores, weight);
  const all = labels.reshape([labels.size]);
  const counts = ignored === null ? null : all.ne(ignored);
  const counted = (rows: Tensor): Tensor => (counts === null ? rows : rows.where(counts, 0));
  let classes: Tensor | null = null;
  const given: RowLabels = {
    all,
    ignored,
    classes: () => {
      classes ??= counted(all);
      return classes;
    },
    counted,
  };
  const weights = weight === undefined ? null : counted(weightsOf(loss, weight, given.classes()));
  const losses = lossOf(rowsOf(scores), given, weights);
  if (reduction !== 'mean') return reduce(losses.reshape(labels.shape), reduction);
  if (losses.size === 0 || (weights === null && counts === null)) return reduce(losses);
  return losses.sum().div((weights ?? counts!.to(losses.dtype)).sum());
}

/** [N, C, ...] with the classes on the last axis and all others as one. */
export function rowsOf(scores: Tensor): Tensor {
  const classes = scores.shape[classAxis(scores)] ?? 1;
  const axes = scores.shape.map((_, axis) => axis).filter((axis) => axis !== classAxis(scores));
  const last = scores.rank < 3 ? scores : scores.permute([...axes, classAxis(scores)]);
  return last.reshape([scores.size / classes, classes]);
}

/** The shape of a loss a sample. */
export function samplesOf(scores: Tensor): number[] {
  return scores.shape.filter((_, axis) => axis !== classAxis(scores));
}

function classAxis({ rank }: Tensor): number {
  return rank === 1 ? 0 : 1;
}

function checkLabels(loss: string, scores: Tensor, labels: Tensor): void {
  if (labels.dtype !== 'int32') {
    throw new TypeError(
      `${loss}: labels are int32 class numbers, got ${labels.dtype}; use labels.to('int32')`,
    );
  }
  if (scores.rank > 0 && sameShape(labels.shape, samplesOf(scores))) return;
  const [a, b] = [formatShape(scores.shape), formatShape(labels.shape)];
  throw new RangeError(
    `${loss}: scores ${a} and labels ${b}; expected [N, C] and [N], ` +
      `[N, C, ...] and [N, ...], or [C] and []`,
  );
}

export function checkWeight(loss: string, scores: Tensor, weight: Tensor): void {
  const classes = [scores.shape[classAxis(scores)] ?? 0];
  if (sameShape(weight.shape, classes) && weight.dtype === scores.dtype) return;
  throw new RangeError(
    `${loss}: weight is ${weight.dtype} ${formatShape(weight.shape)}; expected ${scores.dtype} ` +
      formatShape(classes),
  );
}

function weightsOf(loss: string, weight: Tensor, classes: Tensor): Tensor {
  return pick(loss, weight.unsqueeze(0).expand([classes.size, weight.size]), classes);
}

/** From each row [M, C] the element of its label [M]. RangeError for a label that is no class. */
export function pick(loss: string, rows: Tensor, labels: Tensor): Tensor {
  try {
    return rows.gather(1, labels.reshape([labels.size, 1])).reshape([labels.size]);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    const message = `${loss}: a label is none of ${rows.shape[1]} classes: ${cause.message}`;
    throw new RangeError(message, { cause });
  }
}
