import type { TypedArray } from '@plumbline/kernels';
import { formatShape } from './shape.ts';

/** A number, a boolean, or arrays of them to any depth; the arrays at one depth have one length. */
export type NestedArray = number | boolean | readonly NestedArray[];

export function nestedShape(values: NestedArray): number[] {
  const shape: number[] = [];
  let level = values;
  while (isArray(level)) {
    shape.push(level.length);
    const [first] = level;
    if (first === undefined) break;
    level = first;
  }
  return shape;
}

/** Writes the values row-major; throws where a row doesn't have the length the shape says. */
export function flattenInto(values: NestedArray, shape: readonly number[], data: TypedArray): void {
  let position = 0;
  const visit = (value: NestedArray, depth: number): void => {
    if (!isArray(value)) {
      if (depth !== shape.length) throw ragged(shape, depth);
      data[position++] = Number(value);
      return;
    }
    if (value.length !== shape[depth]) throw ragged(shape, depth);
    for (const item of value) visit(item, depth + 1);
  };
  visit(values, 0);
}

function ragged(shape: readonly number[], depth: number): RangeError {
  return new RangeError(
    `tensor: the nested arrays are ragged: the first elements say shape ${formatShape(shape)}, ` +
      `but not all rows at depth ${depth} agree`,
  );
}

function isArray(value: NestedArray): value is readonly NestedArray[] {
  return Array.isArray(value);
}
