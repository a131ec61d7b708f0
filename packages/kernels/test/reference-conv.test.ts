import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ArrayView, contiguousStrides, elementCount } from '../src/array-view.ts';
import { type ConvCase, convCases } from './conv-cases.ts';
import { reference } from './wasm-views.ts';

/** Small integers in float64: every sum is exact, whatever its order. */
function filled(shape: readonly number[], seed: number): ArrayView {
  const values = Array.from({ length: elementCount(shape) }, (_, i) => ((i * seed) % 13) - 6);
  const strides = contiguousStrides(shape);
  return { dtype: 'float64', data: Float64Array.from(values), offset: 0, shape, strides };
}

function at({ data, offset, shape, strides }: ArrayView, ...index: number[]): number {
  const isInside = index.every((i, axis) => i >= 0 && i < shape[axis]!);
  return isInside ? data[index.reduce((place, i, axis) => place + i * strides[axis]!, offset)]! : 0;
}

/** The definition, one output at a time. */
function definition(input: ArrayView, weight: ArrayView, { output, geometry }: ConvCase): number[] {
  const [n = 0, o = 0, oh = 0, ow = 0] = output;
  const [, channels = 0, kh = 0, kw = 0] = weight.shape;
  const { stride, padding, dilation, groups } = geometry;
  const values: number[] = [];
  for (const [b, k, y, x] of indices(n, o, oh, ow)) {
    const group = Math.floor(k! / (o / groups));
    let sum = 0;
    for (const [c, ky, kx] of indices(channels, kh, kw)) {
      const iy = y! * stride[0] + ky! * dilation[0] - padding[0];
      const ix = x! * stride[1] + kx! * dilation[1] - padding[1];
      sum += at(input, b!, group * channels + c!, iy, ix) * at(weight, k!, c!, ky!, kx!);
    }
    values.push(sum);
  }
  return values;
}

function* indices(...shape: number[]): Generator<number[]> {
  const strides = contiguousStrides(shape);
  for (let i = 0; i < elementCount(shape); i++) {
    yield shape.map((size, axis) => Math.floor(i / strides[axis]!) % size);
  }
}

function dot(x: ArrayView, y: ArrayView): number {
  return Array.from(x.data).reduce((sum, value, i) => sum + value * y.data[i]!, 0);
}

test('conv2d is its definition', () => {
  fc.assert(
    fc.property(convCases, (shapes) => {
      const [x, w] = [filled(shapes.input, 5), filled(shapes.weight, 7)];
      const output = filled(shapes.output, 1);
      reference.conv2d(x, w, shapes.geometry, output);
      expect(Array.from(output.data, (v) => v + 0)).toEqual(definition(x, w, shapes));
    }),
    { numRuns: 300 },
  );
});

/** Both are linear maps, and a gradient is the transposed one: <conv(x), g> = <x, gradient(g)>. */
test('the gradients are the transposes of conv2d', () => {
  fc.assert(
    fc.property(convCases, (shapes) => {
      const { geometry } = shapes;
      const [x, w] = [filled(shapes.input, 5), filled(shapes.weight, 7)];
      const [y, g] = [filled(shapes.output, 1), filled(shapes.output, 3)];
      const [gradX, gradW] = [filled(shapes.input, 1), filled(shapes.weight, 1)];
      reference.conv2d(x, w, geometry, y);
      reference.conv2dGradInput(g, w, geometry, gradX);
      reference.conv2dGradWeight(x, g, geometry, gradW);
      const product = dot(y, g);
      expect(dot(x, gradX) - product).toBe(0);
      expect(dot(w, gradW) - product).toBe(0);
    }),
    { numRuns: 300 },
  );
});
