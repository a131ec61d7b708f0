import { type DType, type PointwiseOp, pointwiseOps, type View } from '@plumbline/kernels';
import { larger, promote } from '../promotion.ts';
import { broadcastShapes, broadcastStrides, sameShape } from '../shape.ts';
import { castTo } from './cast-to.ts';
import { type ComputeOp, type Input, type None, shapeOf } from './op.ts';

/** The dtype in which an op computes, from what its inputs promote to, and the inputs. */
type Domain = (promoted: DType, inputs: readonly Input[]) => DType;

const numeric: Domain = (dtype) => larger(dtype, 'int32');
const floating: Domain = (dtype) => larger(dtype, 'float32');
const any: Domain = (dtype) => dtype;
/**
 * Whole numbers are compared with a number (or told from 0) as exactly in float32, which has faster
 * kernels, where it has that number and its neighbours.
 */
const comparable: Domain = (dtype, inputs) =>
  dtype === 'int32' &&
  inputs.some((input) => typeof input === 'number' && Math.abs(input) < 2 ** 24)
    ? 'float32'
    : dtype;

function pointwise<Differentiable extends boolean>(
  name: PointwiseOp,
  domain: Domain,
  differentiable: Differentiable,
): ComputeOp<None> & { readonly differentiable: Differentiable } {
  const numbersFrom = name === 'where' ? 1 : 0;
  const writesBool = pointwiseOps[name].result === 'bool';
  return {
    name,
    kind: 'compute',
    differentiable,
    infer(inputs) {
      const computed = domain(promote(inputs, numbersFrom), inputs);
      const shape = commonShape(inputs) ?? broadcastShapes(inputs.map(shapeOf), name);
      return { shape, dtype: writesBool ? 'bool' : computed };
    },
    run(engine, inputs, _, output) {
      const dtype = domain(promote(inputs, numbersFrom), inputs);
      if (areFit(inputs, numbersFrom, dtype, output.shape))
        return engine.pointwise(name, inputs, output);
      const casts: View[] = [];
      const fitted = inputs.map((input, position) => {
        if (typeof input === 'number') return input;
        const wanted = position < numbersFrom ? 'bool' : dtype;
        if (input.buffer.dtype === wanted) return expanded(input, output.shape);
        const cast = castTo(engine, input, wanted);
        casts.push(cast);
        return expanded(cast, output.shape);
      });
      engine.pointwise(name, fitted, output);
      for (const cast of casts) engine.release(cast.buffer);
    },
  };
}

/** The shape of all inputs that are not numbers, if they have the same: a short way for most calls. */
function commonShape(inputs: readonly Input[]): readonly number[] | null {
  let common: readonly number[] | null = null;
  for (const input of inputs) {
    if (typeof input === 'number') continue;
    if (common !== null && !sameShape(common, input.shape)) return null;
    common = input.shape;
  }
  return common;
}

/** Whether a kernel can take the inputs as they are: bools, and from `numbersFrom` on `dtype`. */
function areFit(
  inputs: readonly Input[],
  numbersFrom: number,
  dtype: DType,
  shape: readonly number[],
): boolean {
  for (let i = 0; i < inputs.length; i++) {
    const input = inputs[i]!;
    if (typeof input === 'number') continue;
    if (input.buffer.dtype !== (i < numbersFrom ? 'bool' : dtype)) return false;
    if (!sameShape(input.shape, shape)) return false;
  }
  return true;
}

/** A view under the output's shape. */
function expanded(view: View, shape: readonly number[]): View {
  if (sameShape(view.shape, shape)) return view;
  const strides = broadcastStrides(view.shape, view.strides, shape);
  return { buffer: view.buffer, shape, strides, offset: view.offset };
}

const smooth = (name: PointwiseOp) => pointwise(name, floating, true);
const arithmetic = (name: PointwiseOp) => pointwise(name, numeric, true);
const rounding = (name: PointwiseOp) => pointwise(name, numeric, false);
const comparison = (name: PointwiseOp) => pointwise(name, comparable, false);

export const neg = arithmetic('neg');
export const abs = arithmetic('abs');
export const square = arithmetic('square');
export const relu = arithmetic('relu');
export const add = arithmetic('add');
export const sub = arithmetic('sub');
export const mul = arithmetic('mul');
export const maximum = arithmetic('maximum');
export const minimum = arithmetic('minimum');
export const where = pointwise('where', any, true);

export const reciprocal = smooth('reciprocal');
export const sqrt = smooth('sqrt');
export const rsqrt = smooth('rsqrt');
export const exp = smooth('exp');
export const log = smooth('log');
export const sin = smooth('sin');
export const cos = smooth('cos');
export const tanh = smooth('tanh');
export const sigmoid = smooth('sigmoid');
export const erf = smooth('erf');
export const log2 = smooth('log2');
export const log10 = smooth('log10');
export const log1p = smooth('log1p');
export const expm1 = smooth('expm1');
export const tan = smooth('tan');
export const asin = smooth('asin');
export const acos = smooth('acos');
export const atan = smooth('atan');
export const sinh = smooth('sinh');
export const cosh = smooth('cosh');
export const asinh = smooth('asinh');
export const acosh = smooth('acosh');
export const atanh = smooth('atanh');
export const atan2 = smooth('atan2');
export const div = smooth('div');
export const pow = smooth('pow');

export const sign = rounding('sign');
export const floor = rounding('floor');
export const ceil = rounding('ceil');
export const round = rounding('round');

export const eq = comparison('eq');
export const ne = comparison('ne');
export const lt = comparison('lt');
export const le = comparison('le');
export const gt = comparison('gt');
export const ge = comparison('ge');
export const logicalAnd = comparison('logicalAnd');
export const logicalOr = comparison('logicalOr');
export const logicalNot = comparison('logicalNot');
