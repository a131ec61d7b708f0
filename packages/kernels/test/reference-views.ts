import fc from 'fast-check';
import { expect } from 'vitest';
import { type ArrayView, contiguousStrides, elementCount } from '../src/array-view.ts';
import { type DType, typedArray } from '../src/dtype.ts';

/** Every index of a shape in row-major order, by recursion: not the way the kernels walk. */
export function indicesOf(shape: readonly number[]): number[][] {
  const [size, ...rest] = shape;
  if (size === undefined) return [[]];
  const inner = indicesOf(rest);
  return Array.from({ length: size }, (_, i) => inner.map((index) => [i, ...index])).flat();
}

export function valueAt(view: ArrayView, index: readonly number[]): number {
  const steps = index.reduce((sum, i, axis) => sum + i * view.strides[axis]!, 0);
  return view.data[view.offset + steps]!;
}

/** The elements of a view in row-major order. */
export function elementsOf(view: ArrayView): number[] {
  return indicesOf(view.shape).map((index) => valueAt(view, index));
}

/** How a view lies in its array. */
export interface Layout {
  /** Sorting keys: the axis with the smallest one is the fastest. */
  readonly order: readonly number[];
  /** Axes with stride 0. */
  readonly repeated: readonly boolean[];
  /** Axes that run backwards. */
  readonly reversed: readonly boolean[];
  /** Unused elements in front of the view and at the end of each axis. */
  readonly padding: number;
}

const rowMajor: Layout = { order: [4, 3, 2, 1], repeated: [], reversed: [], padding: 0 };
const flags = fc.array(fc.boolean(), { minLength: 4, maxLength: 4 });

export const layouts: fc.Arbitrary<Layout> = fc.oneof(
  fc.constant(rowMajor),
  fc.record({
    order: fc.array(fc.double({ noNaN: true }), { minLength: 4, maxLength: 4 }),
    repeated: flags,
    reversed: flags,
    padding: fc.nat(2),
  }),
);
/** Without stride 0: what an output may look like. */
export const distinctLayouts = layouts.map((layout) => ({ ...layout, repeated: [] }));

export const shapes = fc.array(fc.nat(5), { maxLength: 4 });
/** Without empty axes, and with at least one axis. */
export const filledShapes = fc.array(fc.integer({ min: 1, max: 5 }), {
  minLength: 1,
  maxLength: 4,
});

export const integers = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 37 });
const special = [0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
export const anyValues = fc.array(
  fc.oneof(fc.double(), fc.float(), fc.integer(), fc.constantFrom(...special)),
  { minLength: 1, maxLength: 37 },
);
/** Integers among which NaN and the infinities are not rare. */
export const integersAndSpecials = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: -9, max: 9 }) },
    { weight: 1, arbitrary: fc.constantFrom(...special) },
  ),
  { minLength: 1, maxLength: 37 },
);
export const dtypes = fc.constantFrom<DType>('float32', 'float64', 'int32', 'bool');

/** A view laid out as `layout` says over an array that is filled with `values` over and over. */
export function laidOut(
  dtype: DType,
  shape: readonly number[],
  layout: Layout,
  values: readonly number[],
): ArrayView {
  const strides = shape.map(() => 0);
  const axes = shape.map((_, axis) => axis);
  axes.sort((a, b) => layout.order[a]! - layout.order[b]!);
  let span = 1;
  let offset = layout.padding;
  for (const axis of axes) {
    if (layout.repeated[axis]) continue;
    const size = shape[axis]!;
    strides[axis] = layout.reversed[axis] ? -span : span;
    if (layout.reversed[axis]) offset += span * Math.max(0, size - 1);
    span *= size + layout.padding;
  }
  const data = typedArray(dtype, layout.padding + span);
  for (let i = 0; i < data.length; i++) data[i] = stored(dtype, values[i % values.length]!);
  return { dtype, data, offset, shape, strides };
}

const guards = 3;
const guard = 77;

/** A contiguous view in the middle of an array, so that a write outside of it is seen. */
export function contiguous(
  dtype: DType,
  shape: readonly number[],
  values: readonly number[] = [],
): ArrayView {
  const count = elementCount(shape);
  const data = typedArray(dtype, count + 2 * guards).fill(guard);
  for (let i = 0; i < values.length; i++) data[guards + i] = values[i]!;
  return { dtype, data, offset: guards, shape, strides: contiguousStrides(shape) };
}

/** Fails unless `output` holds exactly `expected`, which are rounded to its dtype, and no more. */
export function expectElements(output: ArrayView, expected: readonly number[]): void {
  const { data, offset, dtype } = output;
  const end = offset + elementCount(output.shape);
  const rounded = expected.map((value) => (dtype === 'float32' ? Math.fround(value) : value));
  expect(Array.from(data.slice(offset, end))).toEqual(rounded);
  const outside = [...data.slice(0, offset), ...data.slice(end)];
  expect(outside.every((value) => value === guard)).toBe(true);
}

/** A number as an element of `dtype`: the casts that `copy` promises, without a typed array. */
export function stored(dtype: DType, value: number): number {
  switch (dtype) {
    case 'float64':
      return value;
    case 'float32':
      return Math.fround(value);
    case 'int32':
      return value | 0;
    case 'bool':
      return value === 0 ? 0 : 1;
  }
}
