import type { RowsAndColumns } from '@plumbline/tensor';
import { type Pair, pairOf } from './pair.ts';

/** Zeros on both sides of each axis, or a rule for how many. */
export type Padding = RowsAndColumns | 'same' | 'valid';

interface Windows {
  readonly layer: string;
  readonly kernel: Pair;
  readonly stride: RowsAndColumns;
  readonly dilation: RowsAndColumns;
}

interface ResolvedPadding {
  readonly padding: RowsAndColumns;
  /** How much of the result at the top and at the left comes from padding too much. */
  readonly surplus: Pair;
}

/**
 * 'same' pads d (k - 1) zeros in all, where the number is odd the more of them at the end, as
 * PyTorch does; here the less at the start by dropping the first row of the result.
 */
export function resolvePadding(padding: Padding, windows: Windows): ResolvedPadding {
  if (padding === 'valid') return { padding: 0, surplus: [0, 0] };
  if (padding !== 'same') {
    if (typeof padding !== 'string') return { padding, surplus: [0, 0] };
    throw new RangeError(
      `${windows.layer}: padding is a number, a pair, 'same' or 'valid', got '${padding}'`,
    );
  }
  const { layer, kernel, stride, dilation } = windows;
  if (pairOf(stride, `${layer}: stride`).some((step) => step !== 1)) {
    throw new RangeError(`${layer}: padding 'same' needs stride 1, got ${stride}`);
  }
  const [rows, columns] = pairOf(dilation, `${layer}: dilation`);
  const total: Pair = [rows * (kernel[0] - 1), columns * (kernel[1] - 1)];
  return {
    padding: [Math.ceil(total[0] / 2), Math.ceil(total[1] / 2)],
    surplus: [total[0] % 2, total[1] % 2],
  };
}
