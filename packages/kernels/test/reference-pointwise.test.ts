import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DType } from '../src/dtype.ts';
import { type PointwiseOp, pointwiseOps } from '../src/pointwise.ts';
import { ReferenceKernels } from '../src/reference/reference-kernels.ts';
import {
  anyValues,
  contiguous,
  distinctLayouts,
  elementsOf,
  expectElements,
  indicesOf,
  laidOut,
  layouts,
  shapes,
  stored,
  valueAt,
} from './reference-views.ts';

const kernels = new ReferenceKernels();
const isOp = (name: string): name is PointwiseOp => Object.hasOwn(pointwiseOps, name);
const ops = Object.keys(pointwiseOps).filter(isOp);
const numeric = ['float32', 'float64', 'int32'] as const;

/** An op on rows of numbers of one dtype. */
function apply(op: PointwiseOp, dtype: DType, ...operands: (readonly number[] | number)[]) {
  const inputs = operands.map((operand, position) => {
    if (typeof operand === 'number') return operand;
    const isCondition = op === 'where' && position === 0;
    return contiguous(isCondition ? 'bool' : dtype, [operand.length], operand);
  });
  const length = operands.find((operand) => typeof operand !== 'number')?.length ?? 1;
  const output = contiguous(pointwiseOps[op].result === 'bool' ? 'bool' : dtype, [length]);
  kernels.pointwise(op, inputs, output);
  return elementsOf(output);
}

describe.each(ops)('%s', (op) => {
  test.each(numeric)('%s: any strides, element by element', (dtype) => {
    const { arity, evaluate, result } = pointwiseOps[op];
    const input = fc.record({ layout: layouts, values: anyValues });
    const inputs = fc.array(input, { minLength: arity, maxLength: arity });
    fc.assert(
      fc.property(shapes, inputs, distinctLayouts, (shape, inputs, outputLayout) => {
        const views = inputs.map(({ layout, values }, position) =>
          laidOut(op === 'where' && position === 0 ? 'bool' : dtype, shape, layout, values),
        );
        const written = result === 'bool' ? 'bool' : dtype;
        const expected = indicesOf(shape).map((index) => {
          const [x = 0, y = 0, z = 0] = views.map((view) => valueAt(view, index));
          // Math.max and the like would look at operands that the op does not have.
          return stored(
            written,
            arity === 1 ? evaluate(x, x, x) : evaluate(x, y, arity === 2 ? x : z),
          );
        });
        const dense = contiguous(written, shape);
        kernels.pointwise(op, views, dense);
        expectElements(dense, expected);
        const strided = laidOut(written, shape, outputLayout, [0]);
        kernels.pointwise(op, views, strided);
        expect(elementsOf(strided)).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });
});

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

describe('what the ops mean', () => {
  test.each([
    ['neg', [1, 0, -inf, nan], [-1, -0, inf, nan]],
    ['abs', [-2, -0, -inf, nan], [2, 0, inf, nan]],
    ['sign', [-3, 5, 0, -0, nan], [-1, 1, 0, -0, nan]],
    ['reciprocal', [4, -0, inf], [0.25, -inf, 0]],
    ['square', [-3, inf, nan], [9, inf, nan]],
    ['sqrt', [9, -1, inf], [3, nan, inf]],
    ['rsqrt', [4, 0, inf, -1], [0.5, inf, 0, nan]],
    ['exp', [0, -inf, inf, nan], [1, 0, inf, nan]],
    ['log', [1, 0, -1, inf], [0, -inf, nan, inf]],
    ['log2', [8, 0, -1, inf], [3, -inf, nan, inf]],
    ['log10', [1000, 0, -1, inf], [3, -inf, nan, inf]],
    ['log1p', [0, -1, -2, 1e-20, inf], [0, -inf, nan, 1e-20, inf]],
    ['expm1', [0, -inf, 1e-20, inf], [0, -1, 1e-20, inf]],
    ['sin', [0, inf], [0, nan]],
    ['cos', [0, inf], [1, nan]],
    ['tan', [0, inf], [0, nan]],
    ['asin', [0, 2], [0, nan]],
    ['acos', [1, 2], [0, nan]],
    ['atan', [0, inf, -inf], [0, Math.PI / 2, -Math.PI / 2]],
    ['sinh', [0, inf], [0, inf]],
    ['cosh', [0, -inf], [1, inf]],
    ['asinh', [0, -inf], [0, -inf]],
    ['acosh', [1, 0], [0, nan]],
    ['atanh', [0, 1, 2], [0, inf, nan]],
    ['tanh', [0, -inf, inf, nan], [0, -1, 1, nan]],
    ['sigmoid', [0, -inf, inf, -1000, nan], [0.5, 0, 1, 0, nan]],
    ['erf', [0, -inf, inf, nan], [0, -1, 1, nan]],
    ['relu', [2, -2, inf, -inf, nan], [2, 0, inf, 0, nan]],
    ['floor', [1.5, -1.5, nan], [1, -2, nan]],
    ['ceil', [1.5, -1.5, nan], [2, -1, nan]],
    ['round', [0.5, 1.5, 2.5, -1.5, -2.5, 2.4, nan], [0, 2, 2, -2, -2, 2, nan]],
    ['logicalNot', [0, -0, 2, nan], [1, 1, 0, 0]],
  ] as const)('%s', (op, x, expected) => {
    expect(apply(op, 'float64', x)).toEqual(expected);
  });

  test.each([
    ['add', [1, inf], [2, -inf], [3, nan]],
    ['sub', [1, inf], [2, inf], [-1, nan]],
    ['mul', [3, 0], [-2, inf], [-6, nan]],
    ['div', [1, -1, 0], [4, 0, 0], [0.25, -inf, nan]],
    ['pow', [2, -2, 0, 1, nan], [-1, 3, 0, nan, 0], [0.5, -8, 1, 1, 1]],
    ['atan2', [0, 1, -1], [-1, 0, 0], [Math.PI, Math.PI / 2, -Math.PI / 2]],
    ['maximum', [1, nan, 1], [2, 1, nan], [2, nan, nan]],
    ['minimum', [1, nan, 1], [2, 1, nan], [1, nan, nan]],
    ['maximum', [-1, -0], [-2, 0], [-1, 0]],
    ['eq', [1, nan, 0], [1, nan, -0], [1, 0, 1]],
    ['ne', [1, nan, 0], [1, nan, -0], [0, 1, 0]],
    ['lt', [1, 2, nan], [2, 2, 1], [1, 0, 0]],
    ['le', [1, 2, nan], [2, 2, 1], [1, 1, 0]],
    ['gt', [3, 2, nan], [2, 2, 1], [1, 0, 0]],
    ['ge', [3, 2, nan], [2, 2, 1], [1, 1, 0]],
    ['logicalAnd', [1, 0, nan], [2, 1, 1], [1, 0, 1]],
    ['logicalOr', [0, 0, nan], [0, 3, 0], [0, 1, 1]],
  ] as const)('%s(%j, %j)', (op, x, y, expected) => {
    expect(apply(op, 'float64', x, y)).toEqual(expected);
  });

  test('where takes no value from the branch that it does not choose', () => {
    expect(apply('where', 'float64', [1, 0], [1, nan], [nan, 2])).toEqual([1, 2]);
  });
});

describe('int32', () => {
  test('wraps around', () => {
    expect(apply('add', 'int32', [2 ** 31 - 1], [1])).toEqual([-(2 ** 31)]);
    expect(apply('neg', 'int32', [-(2 ** 31)])).toEqual([-(2 ** 31)]);
    expect(apply('mul', 'int32', [2 ** 16], [2 ** 16 + 1])).toEqual([2 ** 16]);
  });

  test('is cut off towards zero', () => {
    expect(apply('mul', 'int32', [3, -3], 0.5)).toEqual([1, -1]);
  });
});

describe('numbers among the inputs', () => {
  test('stand for a view, at either side', () => {
    expect(apply('sub', 'float64', [1, 2], 3)).toEqual([-2, -1]);
    expect(apply('sub', 'float64', 3, [1, 2])).toEqual([2, 1]);
    expect(apply('where', 'int32', [1, 0], 5, 6)).toEqual([5, 6]);
    expect(apply('where', 'float64', [1, 0], [1, 2], nan)).toEqual([1, nan]);
  });

  test('are rounded beside float32, and are exact beside float64 and int32', () => {
    expect(apply('eq', 'float32', [0.1], 0.1)).toEqual([1]);
    expect(apply('eq', 'float32', 0.1, [0.1])).toEqual([1]);
    expect(apply('eq', 'float64', [0.1], 0.1)).toEqual([1]);
    expect(apply('lt', 'int32', [1, 2], 1.5)).toEqual([1, 0]);
    const product = Math.fround(3) * Math.fround(0.1);
    expect(apply('mul', 'float32', [3], 0.1)).toEqual([Math.fround(product)]);
  });

  test('alone fill the output', () => {
    const output = contiguous('float64', [2, 2]);
    kernels.pointwise('add', [1, 2], output);
    expectElements(output, [3, 3, 3, 3]);
  });
});

test('an op may overwrite its input', () => {
  const x = contiguous('float32', [4], [1, 2, 3, 4]);
  kernels.pointwise('mul', [x, x], x);
  expectElements(x, [1, 4, 9, 16]);
});

test('float32 is computed in float64 and rounded once', () => {
  const x = Math.fround(1e-30);
  // In float32 the square is 0 and its reciprocal infinite: a chain of ops does not get wider.
  expect(apply('square', 'float32', [x])).toEqual([0]);
  expect(apply('sigmoid', 'float32', [-100])).toEqual([Math.fround(1 / (1 + Math.exp(100)))]);
});
