import { formatShape, sameShape, type Tensor } from '@plumbline/tensor';

/**
 * What a difference is measured by. `element`: the element itself, for what is computed element by
 * element. `tensor`: the largest of its tensor, for sums, whose rounding errors go with what was
 * added and not with what is left of it.
 */
export type Measure = 'element' | 'tensor';

export interface Difference {
  /** The largest |actual - expected|, divided by what the measure says. */
  readonly relative: number;
  /** In words: where it is, and which numbers differ. */
  readonly where: string;
}

/**
 * The largest difference; NaN equals NaN, an infinity the same one. Infinite where one is finite and
 * the other not. Throws where shape or dtype differ.
 */
export function difference(actual: Tensor, expected: Tensor, measure: Measure): Difference {
  const [mine, theirs] = [actual, expected].map((t) => `${t.dtype} ${formatShape(t.shape)}`);
  if (!sameShape(actual.shape, expected.shape) || actual.dtype !== expected.dtype) {
    throw new Error(`${mine}, where PyTorch has ${theirs}`);
  }
  const [a, b] = [actual.dataSync(), expected.dataSync()];
  const largest = measure === 'tensor' ? largestFinite(b) : 0;
  let worst = { relative: 0, at: -1 };
  for (let i = 0; i < b.length; i++) {
    const [x, y] = [a[i] ?? Number.NaN, b[i] ?? Number.NaN];
    const relative = relativeTo(x, y, Math.max(largest, Math.abs(y)));
    if (relative > worst.relative) worst = { relative, at: i };
  }
  const { relative, at } = worst;
  return { relative, where: at < 0 ? 'equal' : `element ${at} is ${a[at]}, PyTorch has ${b[at]}` };
}

function relativeTo(x: number, y: number, scale: number): number {
  if (x === y || (Number.isNaN(x) && Number.isNaN(y))) return 0;
  if (!Number.isFinite(x) || !Number.isFinite(y)) return Number.POSITIVE_INFINITY;
  // Below the smallest normal float32 either may be flushed to 0.
  const smallest = 2 ** -126;
  return Math.abs(x - y) < smallest ? 0 : Math.abs(x - y) / Math.max(scale, smallest);
}

function largestFinite(values: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i] ?? 0);
    if (size > largest && size < Number.POSITIVE_INFINITY) largest = size;
  }
  return largest;
}
