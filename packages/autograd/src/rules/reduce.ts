import type { Tensor } from '@plumbline/tensor';
import { type AttributesOf, type Rule, tensorAt } from './rule.ts';

type Axes = readonly number[];

/** A reduced tensor with its axes back at size 1, so that it broadcasts against the input. */
function withAxes(reduced: Tensor, input: Tensor, axes: Axes): Tensor {
  return reduced.reshape(input.shape.map((size, axis) => (axes.includes(axis) ? 1 : size)));
}

export const sum: Rule<AttributesOf<'sum'>> = [
  (g, step) => {
    const input = tensorAt(step, 0);
    return withAxes(g, input, step.attributes.axes).expand(input.shape);
  },
];

/** The product of all other elements, also where one or several are 0. */
export const prod: Rule<AttributesOf<'prod'>> = [
  (g, step) => {
    const input = tensorAt(step, 0);
    const { axes } = step.attributes;
    const isZero = input.eq(0);
    const zeros = isZero.sum(axes, { keepdim: true });
    const nonzero = input.where(input.ne(0), 1);
    const product = nonzero.prod(axes, { keepdim: true });
    const others = product.div(nonzero);
    const isReached = zeros.eq(0).logicalOr(isZero.logicalAnd(zeros.eq(1)));
    return withAxes(g, input, axes).mul(others.where(isReached, 0));
  },
];

/** Elements that share the extremum share its gradient (PyTorch's amax and amin). */
const extremum: Rule<AttributesOf<'max'>> = [
  (g, step) => {
    const input = tensorAt(step, 0);
    const { axes } = step.attributes;
    const isExtremum = input.eq(withAxes(step.output, input, axes));
    const count = isExtremum.sum(axes, { keepdim: true });
    return withAxes(g, input, axes).div(count).where(isExtremum, 0);
  },
];
export const max = extremum;
export const min = extremum;

export const softmax: Rule = [
  (g, { output }) => output.mul(g.sub(g.mul(output).sum(-1, { keepdim: true }))),
];
export const logSoftmax: Rule = [
  (g, { output }) => g.sub(output.exp().mul(g.sum(-1, { keepdim: true }))),
];
