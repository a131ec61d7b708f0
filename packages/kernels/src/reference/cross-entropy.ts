import type { ArrayView } from '../array-view.ts';

/**
 * `log Σ e^x - x[label]` of each row, shifted by its maximum, so that no exponential overflows; 0 where
 * the label is the `ignored` one.
 */
export function crossEntropy(
  logits: ArrayView,
  labels: ArrayView,
  ignored: number | null,
  output: ArrayView,
): void {
  const { data } = logits;
  output.data.fill(0, output.offset, output.offset + logits.shape[0]!);
  forEachRow('crossEntropy', logits, labels, ignored, ({ row, start, step, label, max, sum }) => {
    output.data[output.offset + row] = Math.log(sum) - (data[start + label * step]! - max);
  });
}

/** `(e^x / Σ e^x - [label]) · gradient[row]`, or 0 as there. */
export function crossEntropyGrad(
  logits: ArrayView,
  labels: ArrayView,
  ignored: number | null,
  gradient: ArrayView,
  output: ArrayView,
): void {
  const { data } = logits;
  const [rows = 0, columns = 0] = logits.shape;
  output.data.fill(0, output.offset, output.offset + rows * columns);
  const visit = ({ row, start, step, label, max, sum }: Row): void => {
    const factor = gradient.data[gradient.offset + row * gradient.strides[0]!]!;
    for (let i = 0; i < columns; i++) {
      const share = Math.exp(data[start + i * step]! - max) / sum;
      const isLabel = Number(i === label);
      output.data[output.offset + row * columns + i] = (share - isLabel) * factor;
    }
  };
  forEachRow('crossEntropyGrad', logits, labels, ignored, visit);
}

interface Row {
  readonly row: number;
  /** Where its first logit is, and how far the next. */
  readonly start: number;
  readonly step: number;
  readonly label: number;
  readonly max: number;
  /** Of e^(x - max). */
  readonly sum: number;
}

/** Visits all rows but those whose label is `ignored`. */
function forEachRow(
  op: string,
  logits: ArrayView,
  labels: ArrayView,
  ignored: number | null,
  visit: (row: Row) => void,
): void {
  const [rows = 0, columns = 0] = logits.shape;
  const [rowStride = 0, step = 0] = logits.strides;
  for (let row = 0; row < rows; row++) {
    const label = labels.data[labels.offset + row * labels.strides[0]!]!;
    if (label === ignored) continue;
    if (label < 0 || label >= columns) {
      throw new RangeError(`${op}: label ${label} at [${row}] is none of ${columns} classes`);
    }
    const start = logits.offset + row * rowStride;
    let max = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < columns; i++) max = Math.max(max, logits.data[start + i * step]!);
    let sum = 0;
    for (let i = 0; i < columns; i++) sum += Math.exp(logits.data[start + i * step]! - max);
    visit({ row, start, step, label, max, sum });
  }
}
