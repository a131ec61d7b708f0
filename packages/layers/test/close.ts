import { formatShape, sameShape, type Tensor } from '@plumbline/tensor';
import { expect } from 'vitest';

/** The unit roundoff: half the distance from 1 to the next larger number. */
export const roundoff = { float32: 2 ** -24, float64: 2 ** -53 };
export type Float = keyof typeof roundoff;

/** Fails where an element is further than `tolerance` (one for all, or one an element) off. */
export function expectClose(
  actual: Tensor | ArrayLike<number>,
  expected: Tensor | ArrayLike<number>,
  tolerance: number | ArrayLike<number>,
): void {
  const [found, wanted] = [elements(actual), elements(expected)];
  expect(found.length).toBe(wanted.length);
  for (const [i, value] of found.entries()) {
    const allowed = typeof tolerance === 'number' ? tolerance : (tolerance[i] ?? 0);
    const off = Math.abs(value - (wanted[i] ?? Number.NaN));
    if (!(off <= allowed)) {
      expect.fail(
        `element ${i} is ${value}, expected ${wanted[i]}: ${off} off, ${allowed} allowed`,
      );
    }
  }
}

/** Fails unless shape, dtype and every element are the same. */
export function expectSame(actual: Tensor, expected: Tensor): void {
  if (!sameShape(actual.shape, expected.shape)) {
    expect.fail(`${formatShape(actual.shape)}, expected ${formatShape(expected.shape)}`);
  }
  expect(actual.dtype).toBe(expected.dtype);
  expectClose(actual, expected, 0);
}

function elements(values: Tensor | ArrayLike<number>): number[] {
  return Array.from('dataSync' in values ? values.dataSync() : values);
}
