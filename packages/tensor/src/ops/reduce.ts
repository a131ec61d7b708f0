import {
  type ArgReduceOp,
  contiguousStrides,
  isFloat,
  type ReduceOp,
  type SoftmaxOp,
  type View,
} from '@plumbline/kernels';
import { larger } from '../promotion.ts';
import { formatShape, reducedShape } from '../shape.ts';
import { castTo } from './cast-to.ts';
import { type ComputeOp, type None, viewAt } from './op.ts';

export interface ReduceAttributes {
  /** Sorted, from the front, without duplicates. */
  readonly axes: readonly number[];
  readonly keepdim: boolean;
}

export interface AxisAttributes {
  readonly axis: number;
  readonly keepdim: boolean;
}

function reduction(
  name: ReduceOp,
): ComputeOp<ReduceAttributes> & { readonly differentiable: true } {
  const needsElements = name === 'max' || name === 'min';
  return {
    name,
    kind: 'compute',
    differentiable: true,
    infer(inputs, { axes, keepdim }) {
      const { shape, buffer } = viewAt(inputs, 0, name);
      const emptyAxis = axes.find((axis) => shape[axis] === 0);
      if (needsElements && emptyAxis !== undefined) {
        throw new RangeError(`${name}: axis ${emptyAxis} of ${formatShape(shape)} is empty`);
      }
      return { shape: reducedShape(shape, axes, keepdim), dtype: larger(buffer.dtype, 'int32') };
    },
    run(engine, inputs, { axes }, output) {
      const input = viewAt(inputs, 0, name);
      const reduced = withoutAxes(output, input.shape, axes);
      if (input.buffer.dtype !== 'bool') return engine.reduce(name, input, axes, reduced);
      const counts = castTo(engine, input, 'int32');
      engine.reduce(name, counts, axes, reduced);
      engine.release(counts.buffer);
    },
  };
}

/** Kernels know no keepdim: the contiguous output without the axes of size 1 that it left. */
function withoutAxes(output: View, shape: readonly number[], axes: readonly number[]): View {
  const reduced = reducedShape(shape, axes, false);
  return { buffer: output.buffer, offset: 0, shape: reduced, strides: contiguousStrides(reduced) };
}

function argReduction(
  name: ArgReduceOp,
): ComputeOp<AxisAttributes> & { readonly differentiable: false } {
  return {
    name,
    kind: 'compute',
    differentiable: false,
    infer(inputs, { axis, keepdim }) {
      const { shape } = viewAt(inputs, 0, name);
      if (shape[axis] === 0) {
        throw new RangeError(`${name}: axis ${axis} of ${formatShape(shape)} is empty`);
      }
      return { shape: reducedShape(shape, [axis], keepdim), dtype: 'int32' };
    },
    run(engine, inputs, { axis }, output) {
      const input = viewAt(inputs, 0, name);
      engine.argReduce(name, input, axis, withoutAxes(output, input.shape, [axis]));
    },
  };
}

/** Over the last axis; `Tensor.softmax(axis)` brings another axis there. */
function softmaxOp(name: SoftmaxOp): ComputeOp<None> & { readonly differentiable: true } {
  return {
    name,
    kind: 'compute',
    differentiable: true,
    infer(inputs) {
      const { shape, buffer } = viewAt(inputs, 0, name);
      if (!isFloat(buffer.dtype)) {
        throw new TypeError(
          `${name}: needs a float tensor, got ${buffer.dtype}; use .to('float32')`,
        );
      }
      if (shape.length === 0) throw new RangeError(`${name}: a 0-dimensional tensor has no axis`);
      return { shape: [...shape], dtype: buffer.dtype };
    },
    run(engine, inputs, _, output) {
      engine.softmax(name, viewAt(inputs, 0, name), output);
    },
  };
}

export const sum = reduction('sum');
export const prod = reduction('prod');
export const max = reduction('max');
export const min = reduction('min');
export const argmax = argReduction('argmax');
export const argmin = argReduction('argmin');
export const softmax = softmaxOp('softmax');
export const logSoftmax = softmaxOp('logSoftmax');
