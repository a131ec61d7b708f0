import { formatShape, sameShape, type Tensor } from '@plumbline/tensor';
import { checkSize } from './check-size.ts';

/** The sizes of the last axes, which a layer normalizes together; a number is the last one alone. */
export function normalizedSizes(shape: number | readonly number[], layer: string): number[] {
  const sizes = typeof shape === 'number' ? [shape] : [...shape];
  if (sizes.length === 0) throw new RangeError(`${layer}: normalizedShape is empty`);
  for (const size of sizes) checkSize(size, `${layer}: a size of normalizedShape`);
  return sizes;
}

/** RangeError unless `input` ends in `sizes`. */
export function checkNormalized(input: Tensor, sizes: readonly number[], layer: string): void {
  if (sameShape(input.shape.slice(-sizes.length), sizes)) return;
  throw new RangeError(
    `${layer}: an input of shape ${formatShape(input.shape)}; ` +
      `its last axes must be ${formatShape(sizes)}`,
  );
}

/** As many axes, counted from the end. */
export function normalizedAxes(sizes: readonly number[]): number[] {
  return sizes.map((_, i) => i - sizes.length);
}
