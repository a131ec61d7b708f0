import type { DType, TypedArray } from '@plumbline/kernels';
import { describe, formatShape } from './shape.ts';

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
export function flattenInto(
  values: NestedArray,
  shape: readonly number[],
  toNumber: (value: number | boolean) => number,
  data: TypedArray,
): void {
  let position = 0;
  const path: number[] = [];
  const visit = (value: NestedArray, depth: number): void => {
    if (!isArray(value)) {
      if (typeof value !== 'number' && typeof value !== 'boolean')
        throw noNumber(value, path, depth);
      if (depth !== shape.length) throw ragged(shape, depth);
      data[position++] = toNumber(value);
      return;
    }
    if (value.length !== shape[depth]) throw ragged(shape, depth);
    for (let i = 0; i < value.length; i++) {
      path[depth] = i;
      visit(value[i]!, depth + 1);
    }
  };
  visit(values, 0);
}

/** JavaScript has no types to hold its callers. */
function noNumber(value: unknown, path: readonly number[], depth: number): TypeError {
  const place = depth === 0 ? 'the value' : `element ${formatShape(path.slice(0, depth))}`;
  const got = typeof value === 'string' ? `'${value}'` : describe(value);
  const fix = got === 'a tensor' ? ': stack([...]) joins tensors, clone() copies one' : '';
  return new TypeError(`tensor: ${place} is no number and no boolean, but ${got}${fix}`);
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

/** The other way: row-major elements as arrays of rows. */
export function nestedArray(
  data: TypedArray,
  dtype: DType,
  [size, ...rest]: readonly number[],
): NestedArray {
  if (size === undefined) return dtype === 'bool' ? data[0] !== 0 : data[0]!;
  const stride = data.length / size;
  return Array.from({ length: size }, (_, i) =>
    nestedArray(data.subarray(i * stride, (i + 1) * stride), dtype, rest),
  );
}
