import { checkShape, formatShape } from './shape.ts';

/** A shape in which one size may be -1, "whatever is left", with that size filled in. */
export function inferSize(shape: readonly number[], elements: number): number[] {
  const unknown = shape.indexOf(-1);
  checkShape(
    shape.map((size, axis) => (axis === unknown ? 0 : size)),
    'reshape',
  );
  if (unknown === -1) return [...shape];
  const known = shape.reduce(
    (product, size, axis) => (axis === unknown ? product : product * size),
    1,
  );
  const left = elements / known;
  if (shape.lastIndexOf(-1) !== unknown || !Number.isInteger(left)) {
    throw new RangeError(`reshape: ${elements} elements do not fit ${formatShape(shape)}`);
  }
  return shape.map((size, axis) => (axis === unknown ? left : size));
}
